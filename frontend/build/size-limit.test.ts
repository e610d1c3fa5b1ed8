import { describe, expect, it, vi } from 'vitest';
import { packedSize, sizeLimit } from './size-limit';

type Generate = (this: { error: (text: string) => void }, options: object, bundle: object) => void;

function build(code: string): ReturnType<typeof vi.fn> {
  const error = vi.fn();
  const { generateBundle } = sizeLimit(1) as unknown as { generateBundle: Generate };
  generateBundle.call({ error }, {}, { 'widget.js': { type: 'chunk', fileName: 'widget.js', code } });
  return error;
}

describe('sizeLimit', () => {
  it('lets a small script through', () => {
    expect(build('a'.repeat(4000))).not.toHaveBeenCalled();
  });

  it('stops a build whose script does not pack well enough', () => {
    const noise = Array.from({ length: 600 }, (_, index) => (index * 2654435761).toString(36)).join('');
    expect(packedSize(noise)).toBeGreaterThan(1024);
    expect(build(noise)).toHaveBeenCalledWith(expect.stringContaining('widget.js'));
  });
});
