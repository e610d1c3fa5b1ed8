/** The number of an address such as /kb/12, or null for anything else. */
export function idOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
