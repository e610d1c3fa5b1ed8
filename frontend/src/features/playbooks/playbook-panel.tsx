import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { AskedRemoval } from '@/shared/form';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { announce, Badge, Button, Icon, IconButton, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { PLAYBOOKS, playbookQuery, playbooksApi, playbooksQuery, type PlaybookBody } from './api';
import { PlaybookForm } from './playbook-form';
import { ResultPart } from './result';
import { useAudience, useTrigger } from './told';
import { TrialPart } from './trial-part';
import { contentOf, valuesOf } from './values';
import type { Firing, WholePlaybook } from './words';

/** One playbook: when, for whom, what happens, whether it helps, and each time that it fired. */
export function PlaybookPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation('playbooks');
  const query = useQuery(playbookQuery(id));
  const [isEdited, setEdited] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [isEdited]);
  useShortcuts(t('one'), [{ keys: 'escape', label: t('close'), run: () => (isEdited ? setEdited(false) : onClose()) }]);
  return (
    <aside className="pbpanel" aria-label={t('one')}>
      <header>
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {query.data?.name ?? t('one')}
        </h2>
        <span className="sp" />
        <IconButton label={t('close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <div className="scroll">
        <Loaded query={query} fault={t('fault')}>
          {(playbook) => (isEdited ? <PlaybookForm playbook={playbook} onDone={() => setEdited(false)} /> : <Told playbook={playbook} onEdit={() => setEdited(true)} onGone={onClose} />)}
        </Loaded>
      </div>
    </aside>
  );
}

function Told({ playbook, onEdit, onGone }: { playbook: WholePlaybook; onEdit: () => void; onGone: () => void }) {
  const { t } = useTranslation('playbooks');
  const mayWrite = useMay('insights.write');
  const triggerOf = useTrigger();
  const audienceOf = useAudience();
  const { content } = playbook;
  const { action, limits } = content;
  return (
    <>
      <div className="pbpart">
        <p className="row">
          <Badge tone={playbook.is_on ? 'ok' : 'mute'}>{t(playbook.is_on ? 'on' : 'off')}</Badge>
          <span className="t3 f12">{t('version', { version: playbook.version })}</span>
        </p>
        <h3>{t('part.when')}</h3>
        <p dir="auto">{triggerOf(content)}</p>
        <h3>{t('part.who')}</h3>
        <p dir="auto">{audienceOf(content)}</p>
        <h3>{t('part.what')}</h3>
        <p>{t(`action.${action.kind}`)}</p>
        <blockquote dir="auto">{action.text}</blockquote>
        <p className="t2 f12">{t('limits', { most: limits.most, rest: limits.rest_days, holdout: limits.holdout })}</p>
      </div>
      <ResultPart playbook={playbook} />
      <TrialPart playbook={playbook} content={contentOf(valuesOf(playbook.name, content))} />
      {mayWrite ? <Acts playbook={playbook} onEdit={onEdit} onGone={onGone} /> : null}
      <Firings playbook={playbook} />
    </>
  );
}

function Acts({ playbook, onEdit, onGone }: { playbook: WholePlaybook; onEdit: () => void; onGone: () => void }) {
  const { t } = useTranslation('playbooks');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const change = useMutation({
    mutationFn: (body: PlaybookBody) => playbooksApi.change(playbook, body),
    onSuccess: async (now) => {
      client.setQueryData(playbookQuery(now.id).queryKey, now);
      announce(t(now.is_on ? 'isOn' : 'isOff'));
      await client.invalidateQueries({ queryKey: playbooksQuery.queryKey });
    },
    onError: async (error) => {
      toastFailure(t('notDone', { reason: reasonOf(error) }));
      await client.invalidateQueries({ queryKey: playbookQuery(playbook.id).queryKey });
    },
  });
  return (
    <div className="pbpart row pbacts">
      <Button variant={playbook.is_on ? 'ghost' : 'primary'} disabled={change.isPending} onClick={() => change.mutate({ is_on: !playbook.is_on })}>
        {t(playbook.is_on ? 'do.off' : 'do.on')}
      </Button>
      <Button onClick={onEdit}>{t('do.edit')}</Button>
      {playbook.firings.length === 0 ? (
        <AskedRemoval
          action={t('do.remove')}
          title={t('remove.title', { name: playbook.name })}
          consequence={t('remove.consequence')}
          cancel={t('remove.cancel')}
          busy={t('remove.busy')}
          done={t('remove.done')}
          remove={() => playbooksApi.remove(playbook.id)}
          onRemoved={async () => {
            onGone();
            client.removeQueries({ queryKey: playbookQuery(playbook.id).queryKey });
            await client.invalidateQueries({ queryKey: [...PLAYBOOKS, 'list'] });
          }}
        />
      ) : null}
    </div>
  );
}

function Firings({ playbook }: { playbook: WholePlaybook }) {
  const { t } = useTranslation('playbooks');
  return (
    <section className="pbpart">
      <h3>{t('firings.title')}</h3>
      {playbook.firings.length === 0 ? <p className="t3">{t('firings.none')}</p> : null}
      <ul className="pbfirings">
        {playbook.firings.map((firing) => (
          <FiringLine key={firing.id} firing={firing} />
        ))}
      </ul>
    </section>
  );
}

function FiringLine({ firing }: { firing: Firing }) {
  const { t, i18n } = useTranslation('playbooks');
  const now = useNow(60_000);
  const what = firing.reason ? t(`reason.${firing.reason}`) : t(`state.${firing.state}`);
  const came = firing.has_written === null ? '' : t(firing.has_written ? 'firings.wrote' : 'firings.silent');
  return (
    <li>
      <time className="t3" dateTime={firing.at} title={absoluteTime(firing.at, i18n.language)}>
        {relativeTime(firing.at, now, i18n.language)}
      </time>{' '}
      <span dir="auto">{firing.contact?.name ?? firing.company?.name ?? t('firings.gone')}</span>
      <span className="t2">
        {' · '}
        {[t('firings.count', { count: firing.count }), what, came].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}
