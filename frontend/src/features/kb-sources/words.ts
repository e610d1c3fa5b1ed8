import { useTranslation } from 'react-i18next';
import type { Line, Source } from './api';

export type Reason = Exclude<Line['reason'], ''>;

/** Why something was not read, and about a source what to do. */
export function useReasons() {
  const { t } = useTranslation('kb-sources');
  return {
    short: (reason: Line['reason'], detail: string): string => (reason ? t(`reason.${reason}`, { detail }) : ''),
    fault: (fault: NonNullable<Source['fault']>): string =>
      t(`faultOf.${fault.reason}` as 'faultOf.ours', { detail: fault.detail, defaultValue: t(`reason.${fault.reason}`, { detail: fault.detail }) }),
  };
}
