import { useTranslation } from 'react-i18next';
import { FEW, type DriftRow } from './words';

/** What a scope is called. */
export function useScopeName(): (row: Pick<DriftRow, 'scope' | 'value'>) => string {
  const { t } = useTranslation(['quality', 'shared']);
  return ({ scope, value }) => (scope === 'all' ? t('drift.all') : scope === 'category' ? t(`shared:type.${value as 'bug'}`) : t(`shared:segment.${value as 'smb'}`));
}

/** Bad ones of all: a share, or counts where there are few. */
export function useShare(): (bad: number, all: number) => string {
  const { t } = useTranslation('quality');
  return (bad, all) => (all < FEW ? t('drift.counts', { bad, all }) : t('percent', { value: Math.round((100 * bad) / all) }));
}
