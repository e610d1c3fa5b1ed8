import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLiveEvents, useLiveSignals, type LiveEvent } from '@/shared/realtime';
import { announce, toast } from '@/shared/ui';

/** Says at once that a note names this person, or that a ticket needs them, with the way to it. */
export function useMentions(userId: number | undefined): void {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const topic = userId === undefined ? null : `user:${userId}`;
  const say = (text: string, number: number): void => {
    announce(text);
    toast(text, {
      action: {
        label: t('openMention', { number }),
        run: () => void navigate({ to: '/inbox/$number', params: { number: String(number) } }),
      },
    });
  };
  useLiveEvents(topic, (event: LiveEvent) => {
    if (!('mention' in event.data)) return;
    const { mention } = event.data;
    say(t('mentioned', { name: mention.by, number: mention.number, subject: mention.subject }), mention.number);
  });
  useLiveSignals(topic, ({ name, data }) => {
    if (name !== 'routing.notified' || !('why' in data)) return;
    say(t('needed', { number: data.number, subject: data.subject, why: data.why }), data.number);
  });
}
