import { useTranslation } from 'react-i18next';
import { FEW, type DriftRow } from './words';

/** What a scope is called. */
export function useScopeName(): (row: Pick<DriftRow, 'scope' | 'value'>) => string {
  const { t } = useTranslation(['quality', 'shared']);
  return ({ scope, value }) => (scope === 'all' ? t('drift.all') : scope === 'category' ? t(`shared:type.${value as 'bug'}`) : t(`shared:segment.${value as 'smb'}`));
}

/** How far beyond the limit is clear: each step makes chance e times rarer, so that this is ten times. */
const CLEAR = Math.log(10);

/** How sure a fall is. */
export const sureOf = ({ sum, limit }: Pick<DriftRow, 'sum' | 'limit'>): 'clear' | 'just' => (limit !== null && sum - limit >= CLEAR ? 'clear' : 'just');

/** Bad ones of all as counts, with their share where there are not few. */
export function useCounts(): (bad: number, all: number) => string {
  const { t } = useTranslation('quality');
  return (bad, all) => (all < FEW ? t('drift.counts', { bad, all }) : t('drift.countsShare', { bad, all, share: Math.round((100 * bad) / all) }));
}

/** Bad ones of all: a share, or counts where there are few. */
export function useShare(): (bad: number, all: number) => string {
  const { t } = useTranslation('quality');
  return (bad, all) => (all < FEW ? t('drift.counts', { bad, all }) : t('percent', { value: Math.round((100 * bad) / all) }));
}
