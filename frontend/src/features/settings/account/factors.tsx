import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { canUsePasskeys } from '@/shared/lib/passkeys';
import { Button, Confirm, ErrorState, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { AppDialog } from './app-dialog';
import { CodesDialog } from './codes-dialog';
import { factorsApi, factorsQuery, isProofNeeded, type Factors as OwnFactors, type Passkey } from './factors-api';
import { PasskeyDialog } from './passkey-dialog';
import { ProveDialog } from './prove-dialog';
import './factors.css';

type Doing =
  | { kind: 'app' }
  | { kind: 'passkey'; passkey?: Passkey }
  | { kind: 'remove-app' }
  | { kind: 'remove-passkey'; passkey: Passkey }
  | { kind: 'codes' };

/** What signing in takes beyond the password: an app, passkeys, and the codes for when they are lost. */
export function Factors() {
  const { t } = useTranslation('settings');
  const factors = useQuery(factorsQuery);
  if (factors.error && !factors.data) {
    return <ErrorState title={t('factors.fault')} error={factors.error} onRetry={() => void factors.refetch()} />;
  }
  if (!factors.data) return <p className="t3">{t('account.loading')}</p>;
  return <Loaded factors={factors.data} />;
}

/** Does what was confirmed; gives the recovery codes that it made. */
async function carryOut(what: Doing): Promise<readonly string[]> {
  if (what.kind === 'codes') return (await factorsApi.makeCodes()).codes;
  if (what.kind === 'remove-app') await factorsApi.removeApp();
  if (what.kind === 'remove-passkey') await factorsApi.removePasskey(what.passkey.id);
  return [];
}

function Loaded({ factors }: { factors: OwnFactors }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [proving, setProving] = useState<(() => void) | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const list = useRef<HTMLUListElement>(null);
  const isShowing = codes.length > 0;
  const leave = useFocusAfter(list, doing !== null || isShowing);
  const refresh = (): void => void client.invalidateQueries({ queryKey: factorsQuery.queryKey });
  const isProved = (): boolean => factors.proved_until !== null && Date.parse(factors.proved_until) > Date.now() + 5000;
  const begin = (next: Doing): void => (isProved() ? setDoing(next) : setProving(() => () => setDoing(next)));
  const ended = (said: string, made: readonly string[] = []): void => {
    setDoing(null);
    setCodes(made);
    leave();
    toast(said);
    refresh();
  };
  const act = useMutation({
    mutationFn: carryOut,
    onSuccess: (made, what) => ended(t(what.kind === 'codes' ? 'factors.codes.made' : 'factors.removed'), made),
    onError: (error, what) => {
      setDoing(null);
      if (isProofNeeded(error)) setProving(() => () => setDoing(what));
      else toastFailure(t('factors.notDone', { reason: reasonOf(error) }));
    },
  });
  const isLast = (factors.totp ? 1 : 0) + factors.passkeys.length === 1;
  const spare = factors.recovery_codes;
  return (
    <>
      <ul ref={list} className="fact" tabIndex={-1} aria-label={t('factors.title')}>
        <li>
          <span className="fact-who">
            <span className="med">{t('factors.app.name')}</span>
            <span className="why2">{factors.totp ? <Used at={factors.totp.last_used_at} since={factors.totp.created_at} /> : t('factors.app.hint')}</span>
          </span>
          {factors.totp ? (
            <Button size="sm" aria-label={t('factors.app.removeLabel')} onClick={() => begin({ kind: 'remove-app' })}>
              {t('factors.remove')}
            </Button>
          ) : (
            <Button size="sm" aria-label={t('factors.app.setUpLabel')} onClick={() => begin({ kind: 'app' })}>
              {t('factors.setUp')}
            </Button>
          )}
        </li>
        {factors.passkeys.map((passkey) => (
          <PasskeyRow
            key={passkey.id}
            passkey={passkey}
            onRename={() => setDoing({ kind: 'passkey', passkey })}
            onRemove={() => begin({ kind: 'remove-passkey', passkey })}
          />
        ))}
        {spare ? (
          <li>
            <span className="fact-who">
              <span className="med">{t('factors.codes.name')}</span>
              <span className={`why2${spare.left <= 2 ? ' bad' : ''}`}>{t('factors.codes.left', spare)}</span>
            </span>
            <Button size="sm" aria-label={t('factors.codes.anewLabel')} onClick={() => begin({ kind: 'codes' })}>
              {t('factors.codes.anew')}
            </Button>
          </li>
        ) : null}
      </ul>
      <div>
        <Button unavailable={canUsePasskeys() ? null : t('factors.passkey.cannot')} onClick={() => begin({ kind: 'passkey' })}>
          {t('factors.passkey.add')}
        </Button>
        {canUsePasskeys() ? null : <p className="hint">{t('factors.passkey.cannot')}</p>}
      </div>
      <ProveDialog factors={factors} then={proving} onClose={() => setProving(null)} />
      {doing?.kind === 'app' ? (
        <AppDialog onDone={(made) => ended(t('factors.app.done'), made)} onClose={() => setDoing(null)} />
      ) : null}
      {doing?.kind === 'passkey' ? (
        <PasskeyDialog
          {...(doing.passkey ? { passkey: doing.passkey } : {})}
          onDone={(made) => ended(t(doing.passkey ? 'factors.passkey.renamed' : 'factors.passkey.done'), made)}
          onClose={() => setDoing(null)}
        />
      ) : null}
      <Confirm
        isOpen={doing?.kind === 'remove-app' || doing?.kind === 'remove-passkey' || doing?.kind === 'codes'}
        onOpenChange={(isOpen) => (isOpen ? undefined : setDoing(null))}
        title={titleOf(doing, t)}
        consequence={t(doing?.kind === 'codes' ? 'factors.codes.consequence' : isLast ? 'factors.lastConsequence' : 'factors.consequence')}
        action={t(doing?.kind === 'codes' ? 'factors.codes.anew' : 'factors.remove')}
        cancel={t('factors.keep')}
        busy={act.isPending ? t('factors.busy') : null}
        onConfirm={() => doing && act.mutate(doing)}
      />
      {isShowing ? <CodesDialog codes={codes} onClose={() => setCodes([])} /> : null}
    </>
  );
}

function PasskeyRow({ passkey, onRename, onRemove }: { passkey: Passkey; onRename: () => void; onRemove: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <li>
      <span className="fact-who">
        <bdi className="med">{passkey.name || t('factors.passkey.unnamed')}</bdi>
        <span className="why2">
          {t(passkey.signs_in_alone === false ? 'factors.passkey.stepOnly' : 'factors.passkey.kind')}
          {' · '}
          <Used at={passkey.last_used_at} since={passkey.created_at} />
        </span>
      </span>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t('factors.passkey.renameLabel', { name: passkey.name })}
        onClick={onRename}
      >
        {t('factors.passkey.rename')}
      </Button>
      <Button
        size="sm"
        aria-label={t('factors.passkey.removeLabel', { name: passkey.name })}
        onClick={onRemove}
      >
        {t('factors.remove')}
      </Button>
    </li>
  );
}

function titleOf(doing: Doing | null, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (doing?.kind === 'codes') return t('factors.codes.anewTitle');
  if (doing?.kind === 'remove-passkey') return t('factors.passkey.removeTitle', { name: doing.passkey.name });
  return t('factors.app.removeTitle');
}

function Used({ at, since }: { at: string | null; since: string }) {
  const { t, i18n } = useTranslation('settings');
  const shown = at ?? since;
  return (
    <time dateTime={shown} title={absoluteTime(shown, i18n.language)}>
      {t(at ? 'factors.used' : 'factors.added', { time: relativeTime(shown, Date.now(), i18n.language) })}
    </time>
  );
}
