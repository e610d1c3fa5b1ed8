import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Badge, Button, Confirm, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { providersQuery, securityApi, securityKeys, testQuery, type Provider } from './api';
import { Facts, TestFacts } from './facts';
import { ProviderForm } from './provider-form';

const SOON = 30 * 24 * 3600 * 1000;

/** One identity provider: what it says of itself, its test, and what can be done with it. */
export function ProviderCard({ provider }: { provider: Provider }) {
  const { t, i18n } = useTranslation('security');
  const [isOpen, setOpen] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { run, busy } = useActions(provider);
  const isOwner = useMay('owner.write');
  const when = (at: string): string => absoluteTime(at, i18n.language);
  return (
    <article className="sec-card" aria-label={provider.name}>
      <header>
        <h3>
          <bdi>{provider.name}</bdi>
        </h3>
        <Badge tone={provider.is_on ? 'ok' : 'mute'}>{t(provider.is_on ? 'card.on' : 'card.off')}</Badge>
        {provider.tested_at ? null : <Badge tone="warn">{t('card.untested')}</Badge>}
      </header>
      <Facts
        rows={[
          [t('card.kind'), t(`kind.${provider.kind}`)],
          [t('field.issuer'), provider.issuer || provider.entity_id],
          [t('field.clientId'), provider.client_id],
          [t('card.address'), provider.discovered?.authorize ?? provider.sign_on_url],
          [t('field.domains'), provider.domains.join(', ') || t('card.noDomains')],
          [t('card.people'), t('card.linked', { count: provider.linked })],
          [t('card.tested'), provider.tested_at ? t('card.testedBy', { when: when(provider.tested_at), who: provider.tested_by ?? '?' }) : ''],
          ...provider.certificates.map((one): [string, string] => [
            t('card.certificate', { print: one.fingerprint.slice(0, 11) }),
            t(endsIn(one.ends_at), { when: when(one.ends_at) }),
          ]),
        ]}
      />
      <TestPart provider={provider} />
      {isOpen ? <ProviderForm kind={provider.kind} provider={provider} onDone={() => setOpen(false)} /> : null}
      <div className="sec-acts">
        <Button
          variant={provider.is_on || !provider.tested_at ? 'default' : 'primary'}
          busy={busy === 'turn' ? t('busy') : null}
          unavailable={isOwner ? (provider.is_on || provider.tested_at ? null : t('card.testFirst')) : t('card.ownersOnly')}
          onClick={() => run('turn')}
        >
          {t(provider.is_on ? 'card.turnOff' : 'card.turnOn')}
        </Button>
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('card.edit')}
        </Button>
        <Button busy={busy === 'read' ? t('busy') : null} onClick={() => run('read')}>
          {t('card.read')}
        </Button>
        {provider.is_on ? null : (
          <Button variant="danger" onClick={() => setRemoving(true)}>
            {t('card.remove')}
          </Button>
        )}
      </div>
      <Confirm
        isOpen={isRemoving}
        onOpenChange={setRemoving}
        title={t('remove.title', { name: provider.name })}
        consequence={t('remove.consequence')}
        action={t('remove.do')}
        busy={busy === 'remove' ? t('busy') : null}
        onConfirm={() => run('remove')}
      />
    </article>
  );
}

function endsIn(at: string): string {
  const left = new Date(at).getTime() - Date.now();
  return left < 0 ? 'card.expired' : left < SOON ? 'card.endsSoon' : 'card.ends';
}

type Act = 'turn' | 'read' | 'remove';

function useActions(provider: Provider) {
  const { t } = useTranslation('security');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const act = useMutation({
    mutationFn: (what: Act): Promise<unknown> => {
      if (what === 'turn') return securityApi.turn(provider.id, !provider.is_on);
      if (what === 'read') return securityApi.change(provider.id, { reads_again: true });
      return securityApi.remove(provider.id);
    },
    onSuccess: async (_, what) => {
      await client.invalidateQueries({ queryKey: providersQuery.queryKey });
      await client.invalidateQueries({ queryKey: securityKeys.rule });
      toast(t(`done.${what === 'turn' ? (provider.is_on ? 'off' : 'on') : what}`, { name: provider.name }));
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return { run: (what: Act) => act.mutate(what), busy: act.isPending ? act.variables : null };
}

function TestPart({ provider }: { provider: Provider }) {
  const { t } = useTranslation('security');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [id, setId] = useState('');
  const [blocked, setBlocked] = useState('');
  const { data } = useQuery({ ...testQuery(id), enabled: Boolean(id) });
  const isEnded = data?.is_ended ?? false;
  useEffect(() => {
    if (isEnded) void client.invalidateQueries({ queryKey: providersQuery.queryKey });
  }, [client, isEnded]);
  const begin = useMutation({
    mutationFn: () => securityApi.test(provider.id),
    onSuccess: ({ id: begun, url }) => {
      setId(begun);
      const opened = window.open(url, '_blank');
      // The provider's page has no business with ours.
      if (opened) opened.opener = null;
      setBlocked(opened ? '' : url);
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return (
    <>
      <div className="sec-acts">
        <Button
          variant={provider.tested_at ? 'default' : 'primary'}
          busy={begin.isPending ? t('busy') : null}
          onClick={() => begin.mutate()}
        >
          {t('test.do')}
        </Button>
        <span className="hint">{t(id && !isEnded ? 'test.waiting' : 'test.hint')}</span>
      </div>
      {blocked && !isEnded ? (
        <a className="link" href={blocked} target="_blank" rel="noreferrer">
          {t('test.blocked')}
        </a>
      ) : null}
      {isEnded && data ? <TestFacts test={data} /> : null}
    </>
  );
}
