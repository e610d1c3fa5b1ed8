import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLiveEvents, type LiveEvent } from '@/shared/realtime';
import { announce, toast } from '@/shared/ui';

/** Says at once that a note names this person, with the way to it. */
export function useMentions(userId: number | undefined): void {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  useLiveEvents(userId === undefined ? null : `user:${userId}`, (event: LiveEvent) => {
    if (!('mention' in event.data)) return;
    const { mention } = event.data;
    const text = t('mentioned', { name: mention.by, number: mention.number, subject: mention.subject });
    announce(text);
    toast(text, {
      action: {
        label: t('openMention', { number: mention.number }),
        run: () => void navigate({ to: '/inbox/$number', params: { number: String(mention.number) } }),
      },
    });
  });
}
