import { dense, textIn } from '@/shared/lib/address';

/** What may stand behind the ? of the rules' address; anything else is dropped. */
export interface RulesSearch {
  /** The key of the rule that is open. */
  rule?: string;
}

export function rulesSearch(raw: Record<string, unknown>): RulesSearch {
  return dense({ rule: textIn(raw.rule) });
}
