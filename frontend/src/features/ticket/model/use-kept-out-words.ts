import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import type { ApiProblem } from '@/shared/api';

/** Why the assistant is silent in a ticket: what is kept out, in words. */
export function useKeptOutWords(): (error: ApiProblem) => string {
  const { t } = useTranslation('ticket');
  return useCallback(
    (error) => {
      const { kind, value } = error.data;
      if (kind === 'category' && typeof value === 'string') return t('keptOut.category', { value });
      if (kind === 'field' && typeof value === 'string') return t('keptOut.field', { value });
      return t('keptOut.brand');
    },
    [t],
  );
}
