/** A tag as the server keeps it: lower case, with hyphens, 60 characters. */
export const tagOf = (text: string): string => text.trim().toLowerCase().split(/\s+/).join('-').slice(0, 60);
