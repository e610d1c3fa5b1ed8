/**
 * Whether a key belongs to an input method, such as the Enter that picks a word in Japanese.
 *
 * Safari ends the composition before it tells of the key: then only the code 229 (UI Events, "Process") says so.
 */
export const isComposing = (event: { isComposing?: boolean; keyCode?: number }): boolean => event.isComposing === true || event.keyCode === 229;
