import type { BootOptions } from '../contract';

export interface Surroundings {
  base: string;
  nonce: string;
  options: BootOptions;
}
