import { useMutation, useQueryClient } from '@tanstack/react-query';
import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '@/shared/lib/dates';
import { setupQuery, type SetupWay } from '@/shared/setup';
import { announce, Button, Icon, toastFailure, useReasonOf } from '@/shared/ui';
import { setupApi } from './api';
import { Waits } from './waits';

/** The snippet, and the first page that shows the widget; one that was refused is let in from here. */
export function WidgetWay({ way }: { way: SetupWay }) {
  const { t, i18n } = useTranslation('setup');
  const { key = '', script = '', origin, refused } = way.facts.names;
  const { first_at: at } = way.facts.times;
  const snippet = `<script src="${script}" data-candor-key="${key}" async></script>`;
  return (
    <>
      <p className="t2">{t('widget.put')}</p>
      <Snippet text={snippet} />
      {way.state === 'done' ? (
        <Waits isDone>{origin && at ? t('widget.seen', { origin, time: clockTime(at, i18n.language) }) : t('widget.known')}</Waits>
      ) : refused ? (
        <Refused way={way} origin={refused} />
      ) : way.state === 'open' ? (
        <p className="notice" role="status">
          {t('widget.off')}
        </p>
      ) : (
        <Waits>{t('widget.waits')}</Waits>
      )}
      <p className="hint">{t('widget.origins')}</p>
    </>
  );
}

function Snippet({ text }: { text: string }) {
  const { t } = useTranslation('setup');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(t('copied'));
    } catch {
      toastFailure(t('notCopied'));
    }
  };
  return (
    <div className="su-snip">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <pre className="su-code" dir="ltr" tabIndex={0} role="region" aria-label={t('widget.snippet')}>
        {text}
      </pre>
      <Button size="sm" icon={<Icon icon={isCopied ? Check : Copy} size={14} />} onClick={() => void copy()} onBlur={() => setCopied(false)}>
        {t(isCopied ? 'copied' : 'copy')}
      </Button>
    </div>
  );
}

function Refused({ way, origin }: { way: SetupWay; origin: string }) {
  const { t } = useTranslation('setup');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const letIn = useMutation({
    mutationFn: () => setupApi.letIn(way.facts.names.brand ?? '', origin),
    // The notice itself is spoken when it changes.
    onSuccess: () => client.invalidateQueries({ queryKey: setupQuery.queryKey }),
    onError: (error) => toastFailure(t('widget.notLetIn', { reason: reasonOf(error) })),
  });
  return (
    <div className="notice" role="status">
      <p>{t(letIn.isSuccess ? 'widget.letIn' : 'widget.refused', { origin })}</p>
      <div className="row su-do">
        <Button busy={letIn.isPending ? t('saving') : null} unavailable={letIn.isSuccess ? t('widget.letIn', { origin }) : null} onClick={() => letIn.mutate()}>
          {t('widget.let', { origin })}
        </Button>
      </div>
    </div>
  );
}
