import type { Person } from './types';

const MAX_LENGTH = 254;
const ADDRESS = /^[^\s@<>(),;:"[\]\\]+@(?:[^\s@<>(),;:"[\]\\.]+\.)+[^\s@<>(),;:"[\]\\.]{2,}$/;
const NAMED = /^(.*?)<([^<>]*)>$/;

export function isSameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function isAmong(people: readonly { address: string }[], address: string): boolean {
  return people.some((person) => isSameAddress(person.address, address));
}

/** Splits at commas, semicolons and line breaks, but not inside quotes: '"Marsh, Helen" <h@…>'. */
function partsOf(text: string): string[] {
  return (text.match(/(?:"[^"]*"|[^",;\n])+/g) ?? []).map((part) => part.trim()).filter(Boolean);
}

function personOf(part: string): Person | null {
  const named = NAMED.exec(part);
  const address = (named ? (named[2] ?? '') : part).trim();
  const name = named ? (named[1] ?? '').replaceAll('"', '').trim() : '';
  return address.length <= MAX_LENGTH && ADDRESS.test(address) ? { address, name } : null;
}

/** People from what was typed or pasted, and the parts that are no address. */
export function parsePeople(text: string): { people: Person[]; bad: string[] } {
  const people: Person[] = [];
  const bad: string[] = [];
  for (const part of partsOf(text)) {
    const person = personOf(part);
    if (!person) bad.push(part);
    else if (!isAmong(people, person.address)) people.push(person);
  }
  return { people, bad };
}
