import go from './examples/token.go?raw';
import js from './examples/token.js?raw';
import php from './examples/token.php?raw';
import py from './examples/token.py?raw';
import rb from './examples/token.rb?raw';

/** A server's part in each language; `tests/api/widget/test_examples.py` runs these very texts. */
export const EXAMPLES = { py, js, rb, php, go } as const;
export type Runtime = keyof typeof EXAMPLES;
export const RUNTIMES: readonly { value: Runtime; label: string }[] = [
  { value: 'py', label: 'Python' },
  { value: 'js', label: 'Node' },
  { value: 'rb', label: 'Ruby' },
  { value: 'php', label: 'PHP' },
  { value: 'go', label: 'Go' },
];

export const exampleFor = (runtime: Runtime, key: string): string => EXAMPLES[runtime].replace('%CANDOR_KEY%', key).trimEnd();
