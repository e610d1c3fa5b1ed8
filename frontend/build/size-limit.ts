import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a script costs on the wire, in bytes. */
export const packedSize = (code: string): number => gzipSync(code, { level: 9 }).length;

/**
 * Fail the build when its script is larger than `kilobytes` after gzip.
 *
 * Host pages pay for the loader on every visit; a limit that nobody measures is none.
 */
export function sizeLimit(kilobytes: number): Plugin {
  return {
    name: 'candor-size-limit',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const size = packedSize(file.code);
        if (size > kilobytes * 1024) {
          this.error(`${file.fileName} has ${(size / 1024).toFixed(1)} KB after gzip; ${kilobytes} KB are allowed.`);
        }
      }
    },
  };
}
