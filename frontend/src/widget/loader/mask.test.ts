import { describe, expect, it } from 'vitest';
import { maskRequest, maskText, maskUrl } from './mask';

describe('maskUrl', () => {
  it('keeps the place and drops secrets', () => {
    expect(maskUrl('https://u:p@app.test/exports?token=abc&tab=runs#access_token=x')).toBe('https://app.test/exports?tab=runs');
  });

  it('keeps hash routes', () => {
    expect(maskUrl('https://app.test/#/exports/12')).toBe('https://app.test/#/exports/12');
  });

  it('hides long tokens and addresses in paths', () => {
    expect(maskUrl('https://app.test/u/ann@corp.test/eyJhbGciOiJIUzI1NiJ9.abc')).toBe('https://app.test/u/(hidden)/(hidden)');
  });

  it('is empty for what is no address', () => {
    expect(maskUrl('http://[')).toBe('');
  });
});

describe('maskText', () => {
  it('hides addresses, card numbers and tokens', () => {
    const text = 'Paid by ann@corp.test with 4111 1111 1111 1111 and sk_live_4eC39HqLyjWDarjtT1zdp7dc';
    expect(maskText(text)).toBe('Paid by (hidden) with (hidden) and (hidden)');
  });

  it('keeps words and error codes', () => {
    expect(maskText('HLY-4012: the role has no warehouse')).toBe('HLY-4012: the role has no warehouse');
  });
});

describe('maskRequest', () => {
  it('tells the path alone', () => {
    expect(maskRequest('https://api.test/exports/12?key=secret')).toBe('/exports/12');
  });
});
