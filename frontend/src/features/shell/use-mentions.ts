import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLiveEvents, type LiveEvent } from '@/shared/realtime';
import { announce, toast } from '@/shared/ui';

interface MentionData {
  mention?: { number: number; subject: string; by: string };
}

/** Says at once that a note names this person, with the way to it. */
export function useMentions(userId: number | undefined): void {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  useLiveEvents(userId === undefined ? null : `user:${userId}`, (event: LiveEvent) => {
    const { mention } = event.data as MentionData;
    if (!mention) return;
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
