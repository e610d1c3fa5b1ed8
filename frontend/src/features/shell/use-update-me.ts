import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys, type Me, type MeInput } from '@/shared/api';
import { toastFailure } from '@/shared/ui';

export type MeChange = Pick<MeInput, 'presence' | 'presence_is_manual' | 'theme' | 'locale' | 'mail_notices'>;

/** Change one's own settings at once; the old values come back if the server refuses. */
export function useUpdateMe() {
  const client = useQueryClient();
  const { t } = useTranslation('shell');
  return useMutation({
    mutationFn: (change: MeChange) => api.patch('/me', { body: change }),
    onMutate: (change) => {
      const before = client.getQueryData<Me>(keys.me);
      if (before) client.setQueryData<Me>(keys.me, { ...before, ...change });
      return { before };
    },
    onSuccess: (me) => client.setQueryData(keys.me, me),
    onError: (_error, _change, context) => {
      if (context?.before) client.setQueryData(keys.me, context.before);
      toastFailure(t('notSaved'));
    },
  });
}
