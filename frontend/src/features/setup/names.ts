import type { TFunction } from 'i18next';

/** The text of a key that the server names, else the server's own word. */
export const nameOf = (t: TFunction, key: string, word: string): string => t(`setup:${key}`, { defaultValue: word });
