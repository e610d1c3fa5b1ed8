/** Keeps the Preact project valid while a folder is empty, and types inlined style sheets. */
declare module '*.css?inline' {
  const text: string;
  export default text;
}
