/** The answer, or null when there was none; what waits for it shows its own state. */
export async function quietly<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch {
    return null;
  }
}
