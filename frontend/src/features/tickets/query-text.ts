import { QUERY_FIELDS } from '@/shared/ticket-list';

/** The parts of a query as the server reads them: `field:value`, negated with -, or plain words. */
export interface QueryPart {
  /** As it stands in the text. */
  text: string;
  field: string | null;
  value: string;
  isNegated: boolean;
}

const PART = /(-)?(?:([A-Za-z_]{1,30}):(?:"([^"]*)"|([^\s"]+))|"[^"]*"|[^\s"]+)/g;

export function partsOf(query: string): QueryPart[] {
  return [...query.matchAll(PART)].map((match) => {
    const [text, minus, written, quoted, plain] = match;
    const field = written?.toLowerCase();
    const isKnown = field !== undefined && (QUERY_FIELDS as readonly string[]).includes(field);
    return isKnown
      ? { text, field, value: quoted ?? plain ?? '', isNegated: minus === '-' }
      : { text, field: null, value: text, isNegated: minus === '-' };
  });
}

/** The query without its part at `index`. */
export function without(query: string, index: number): string {
  return partsOf(query)
    .filter((_part, at) => at !== index)
    .map((part) => part.text)
    .join(' ');
}

const quoted = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);

/** The query with `field` set to one value, in place of what it was. */
export function withField(query: string, field: string, value: string): string {
  const parts = partsOf(query);
  const added = `${field}:${quoted(value)}`;
  const at = parts.findIndex((part) => part.field === field && !part.isNegated);
  const texts = parts.map((part) => part.text);
  if (at === -1) return [...texts, added].join(' ');
  texts[at] = added;
  return texts.join(' ');
}
