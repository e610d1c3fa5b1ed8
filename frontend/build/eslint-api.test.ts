import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { typedApiRule } from './eslint-api.js';

function told(code: string): string[] {
  return new Linter()
    .verify(code, {
      languageOptions: { parser: tseslint.parser },
      plugins: { candor: { rules: { 'typed-api': typedApiRule } } },
      rules: { 'candor/typed-api': 'error' },
    })
    .map((message) => message.messageId ?? message.message);
}

describe('typed-api', () => {
  it.each([
    ["fetch('/somewhere')", ['sender']],
    ["window.fetch('/somewhere')", ['sender']],
    ['const ask = globalThis.fetch', ['sender']],
    ['new XMLHttpRequest()', ['sender']],
    ["link('/api/v1/me')", ['address']],
    ['link(`/api/v1/tickets/${number}`)', ['address']],
    ["(await api.get('/me')) as Person", ['cast']],
    ["(await api.get('/users')).results as Person[]", ['cast']],
    ["api.get('/me') as unknown as Promise<Person>", ['cast']],
    ["(await this.api.post('sessions')) as Session", ['cast']],
    ['api.delete(path as never)', ['path']],
    ["api.patch('/me', change as never)", ['path']],
  ])('refuses %s', (code, reasons) => {
    expect(told(code)).toEqual(reasons);
  });

  it.each([
    "api.get('/tickets/{number}', { path: { number } })",
    "urlOf('/mail/log/{inbound_id}/raw', { path: { inbound_id: 3 } })",
    "api.get(`${ONE}/versions`, { path })",
    'query.fetch()',
    'known as Person',
  ])('allows %s', (code) => {
    expect(told(code)).toEqual([]);
  });
});
