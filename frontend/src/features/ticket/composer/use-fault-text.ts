import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { isProblem } from '@/shared/api';

import { isKeptOut } from '../model/kept-out';
import { useKeptOutWords } from '../model/use-kept-out-words';

/** Why a request failed, in words of the server where it has any. */
export function useFaultText(): (error: unknown) => string {
  const { t } = useTranslation(['ticket', 'shared']);
  const keptOut = useKeptOutWords();
  return useCallback(
    (error) => {
      if (isProblem(error) && error.isOffline) return t('shared:error.offline');
      if (isKeptOut(error)) return keptOut(error);
      if (isProblem(error) && error.detail) return error.detail;
      return t('shared:error.server');
    },
    [keptOut, t],
  );
}
