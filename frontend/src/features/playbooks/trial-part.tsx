import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, useReasonOf } from '@/shared/ui';
import { playbooksApi, type ContentBody } from './api';
import type { Playbook, Trial } from './words';

/** Whom the playbook, as it stands here, would have met in the last 30 days. */
export function TrialPart({ playbook, content }: { playbook: Playbook; content: ContentBody | null }) {
  const { t } = useTranslation('playbooks');
  const reasonOf = useReasonOf();
  const trial = useMutation({ mutationFn: (body: ContentBody) => playbooksApi.preview(playbook.id, body) });
  return (
    <section className="pbpart">
      <h3>{t('trial.title')}</h3>
      <Button size="sm" unavailable={content === null ? t('trial.wait') : null} busy={trial.isPending ? t('trial.busy') : null} onClick={() => content && trial.mutate(content)}>
        {t('trial.run')}
      </Button>
      <div role="status">
        {trial.error ? <p className="hint bad">{reasonOf(trial.error)}</p> : null}
        {trial.data ? <Found trial={trial.data} /> : null}
      </div>
    </section>
  );
}

function Found({ trial }: { trial: Trial }) {
  const { t, i18n } = useTranslation('playbooks');
  const now = useNow(60_000);
  return (
    <>
      <p>
        <b>{t(trial.is_of_people ? 'trial.people' : 'trial.companies', { count: trial.reached, held: trial.held_out })}</b>{' '}
        <span className="t2">{t('trial.also', { outside: trial.outside, limited: trial.limited })}</span>
      </p>
      {trial.results.length === 0 ? null : (
        <ul className="pbfirings">
          {trial.results.map((one, place) => (
            <li key={place}>
              <time className="t3" dateTime={one.at}>
                {shortDate(one.at, now, i18n.language)}
              </time>{' '}
              <span dir="auto">{one.name}</span>
              {one.is_held_out ? <span className="t2"> · {t('state.held_out')}</span> : null}
            </li>
          ))}
        </ul>
      )}
      <p className="t3 f12">{t('trial.rule')}</p>
    </>
  );
}
