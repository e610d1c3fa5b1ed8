import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button, toast, useReason } from '@/shared/ui';

export interface PublishFootProps {
  isChanged: boolean;
  /** What stands in the way, in words. */
  lack?: string | null;
  /** What it will do, in words. */
  note?: string;
  label: string;
  publish: () => Promise<{ version: number }>;
  onPublished: () => void;
  onDiscard: () => void;
}

/** Publishes a draft, or says why not. */
export function PublishFoot({ isChanged, lack = null, note, label, publish, onPublished, onDiscard }: PublishFootProps) {
  const { t } = useTranslation('routing-settings');
  const queries = useQueryClient();
  const store = useMutation({
    mutationFn: publish,
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: ['routing'] });
      onPublished();
      toast(t('published', { version }));
    },
  });
  const reason = useReason(store.error);
  return (
    <footer className="foot rt-foot">
      <div role="alert" className="rt-fault">
        {store.error ? (
          <p className="hint bad" dir="auto">
            <b>{t('notPublished')}</b> {reason}
          </p>
        ) : null}
      </div>
      <span className="t3 f12" role="status">
        {isChanged ? (note ?? t('unpublished')) : t('nothingChanged')}
      </span>
      <span className="sp" />
      {isChanged ? (
        <Button
          variant="ghost"
          onClick={() => {
            store.reset();
            onDiscard();
          }}
        >
          {t('discard')}
        </Button>
      ) : null}
      <Button
        variant="primary"
        keys="mod+s"
        busy={store.isPending ? t('publishing') : null}
        unavailable={isChanged ? lack : t('nothingChanged')}
        onClick={() => store.mutate()}
      >
        {label}
      </Button>
    </footer>
  );
}
