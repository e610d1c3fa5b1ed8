import { dense, idIn, textIn } from '@/shared/lib/address';
import { LISTS, type List } from './words';

export interface SignalsSearch {
  list?: List;
  /** The signal whose panel is open. */
  signal?: number;
}

export const signalsSearch = (raw: Record<string, unknown>): SignalsSearch => {
  const list = textIn(raw.list);
  return dense({ list: LISTS.find((one) => one === list), signal: idIn(raw.signal) });
};
