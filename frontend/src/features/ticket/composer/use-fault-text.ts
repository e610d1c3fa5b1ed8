import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { isProblem } from '@/shared/api';

/** Why a request failed, in words of the server where it has any. */
export function useFaultText(): (error: unknown) => string {
  const { t } = useTranslation(['ticket', 'shared']);
  return useCallback(
    (error) => {
      if (isProblem(error) && error.isOffline) return t('shared:error.offline');
      if (isProblem(error) && error.detail) return error.detail;
      return t('shared:error.server');
    },
    [t],
  );
}
