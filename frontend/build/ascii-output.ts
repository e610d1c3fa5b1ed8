import type { Plugin } from 'vite';

/**
 * Escape every character beyond ASCII in the emitted scripts.
 *
 * The widget runs inside pages of strangers; a page without a charset reads a raw UTF-8 script as
 * Latin-1 and shows broken letters.
 */
export function asciiOutput(): Plugin {
  return {
    name: 'candor-ascii-output',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = escapeNonAscii(file.code);
      }
    },
  };
}

export function escapeNonAscii(code: string): string {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
