import { useTranslation } from 'react-i18next';
import type { MergeWarning, Obstacle } from './types';

/** Names for the sentences: who goes, who stays. */
export interface Names {
  source: string;
  target: string;
}

/** The reason of an obstacle in the reader's language; the server's words for a code we do not know. */
export function useObstacleWords(): (obstacle: Obstacle, names: Names) => string {
  const { t } = useTranslation('customers');
  return ({ code, detail }, names) => t(`merge.obstacle.${code}` as 'merge.obstacle.gone', { defaultValue: detail, ...names });
}

/** A warning in the reader's language. */
export function useWarningWords(): (warning: MergeWarning) => string {
  const { t, i18n } = useTranslation('customers');
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  const joined = (value: unknown): string => (Array.isArray(value) ? list.format(value.map(String)) : '');
  return ({ code, detail, data }) => {
    const kind = typeof data.kind === 'string' ? t(`identity.kind.${data.kind}` as 'identity.kind.email', { defaultValue: data.kind }) : '';
    return t(`merge.warning.${code}` as 'merge.warning.blocked', {
      ...data,
      defaultValue: detail,
      kind,
      values: joined(data.values),
      companies: joined(data.companies),
    });
  };
}
