import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys, type Team } from '@/shared/api';
import { SaveFault } from '@/shared/form';
import { absoluteTime, localDay } from '@/shared/lib/dates';
import { Button, Dialog, Field, SelectField, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { routingApi, routingKeys, type LoadPerson } from './api';

export interface Loan {
  team: Team;
  until: string;
}

/** The teams that somebody is lent to, with the end of each. */
export const loansOf = (person: { id: number }, teams: readonly Team[]): Loan[] =>
  teams.flatMap((team) => team.members.flatMap(({ id, lent_until: until }) => (id === person.id && until !== null ? [{ team, until }] : [])));

/** Read again where a loan shows: who is in which team, and who has what. */
function useFresh(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all([client.invalidateQueries({ queryKey: keys.teams }), client.invalidateQueries({ queryKey: routingKeys.load })]);
  };
}

/** Lends somebody to another team for a time, and brings them back. */
export function Lend({ person, teams }: { person: LoadPerson; teams: readonly Team[] }) {
  const { t } = useTranslation('routing-settings');
  const fresh = useFresh();
  const [isOpen, setOpen] = useState(false);
  const open = (): void => {
    // Somebody else may have lent them since.
    void fresh();
    setOpen(true);
  };
  return (
    <>
      <Button size="sm" variant="ghost" aria-haspopup="dialog" onClick={open}>
        {t('lend.open')} <span className="vh">{person.name}</span>
      </Button>
      {isOpen ? <LendDialog person={person} teams={teams} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const EVENING = '18:00';

/** The end of today's work, or of tomorrow's when that is near or over. */
function nextEvening(now: number): string {
  const today = `${localDay(now)}T${EVENING}`;
  return new Date(today).getTime() - now > 3_600_000 ? today : `${localDay(now, -1)}T${EVENING}`;
}

function LendDialog({ person, teams, onClose }: { person: LoadPerson; teams: readonly Team[]; onClose: () => void }) {
  const { t, i18n } = useTranslation('routing-settings');
  const fresh = useFresh();
  const [opened] = useState(() => Date.now());
  const loans = loansOf(person, teams);
  const free = teams.filter(({ id, members }) => loans.some(({ team }) => team.id === id) || !members.some((one) => one.id === person.id));
  const [team, setTeam] = useState(() => String(free[0]?.id ?? ''));
  const [until, setUntil] = useState(() => nextEvening(opened));
  const [isChecked, setChecked] = useState(false);
  const ends = new Date(until).getTime();
  const lack = Number.isNaN(ends) || ends <= opened ? t('lend.ahead') : null;
  const lend = useMutation({
    mutationFn: () => routingApi.lend(Number(team), person.id, new Date(until).toISOString()),
    onSuccess: async ({ name }) => {
      toast(t('lend.done', { name: person.name, team: name, until: absoluteTime(until, i18n.language) }));
      await fresh();
      onClose();
    },
  });
  const form = useRef<HTMLFormElement>(null);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('lend.title', { name: person.name })}
      description={t('lend.hint')}
      footer={
        <>
          <Button onClick={onClose}>{t('lend.cancel')}</Button>
          <Button
            variant="primary"
            busy={lend.isPending ? t('lend.doing') : null}
            unavailable={free.length > 0 ? null : t('lend.inAll')}
            onClick={() => form.current?.requestSubmit()}
          >
            {t('lend.do')}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        className="form-grid"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (team !== '' && lack === null && !lend.isPending) lend.mutate();
        }}
      >
        <Loans person={person} loans={loans} />
        <SaveFault title={t('lend.notLent')} error={lend.error} />
        {free.length > 0 ? (
          <>
            <SelectField label={t('lend.team')} value={team} options={free.map(({ id, name }) => ({ value: String(id), label: name }))} onChange={setTeam} />
            <Field type="datetime-local" label={t('lend.until')} value={until} error={isChecked ? lack : null} onChange={(event) => setUntil(event.target.value)} />
          </>
        ) : (
          <p className="hint">{t('lend.inAll')}</p>
        )}
      </form>
    </Dialog>
  );
}

function Loans({ person, loans }: { person: LoadPerson; loans: readonly Loan[] }) {
  const { t, i18n } = useTranslation('routing-settings');
  const fresh = useFresh();
  const reasonOf = useReasonOf();
  const box = useRef<HTMLDivElement>(null);
  const back = useMutation({
    mutationFn: ({ team }: Loan) => routingApi.bringBack(team.id, person.id),
    onSuccess: async (_answer, { team }) => {
      toast(t('lend.isBack', { name: person.name, team: team.name }));
      // The line that had the focus goes away.
      box.current?.focus();
      await fresh();
    },
    onError: (error) => toastFailure(`${t('lend.notBack')} ${reasonOf(error)}`),
  });
  return (
    <div ref={box} tabIndex={-1}>
      {loans.length > 0 ? (
        <ul className="ld-loans" aria-label={t('lend.now')}>
          {loans.map((loan) => (
            <li key={loan.team.id}>
              <span dir="auto">{t('lend.at', { team: loan.team.name, until: absoluteTime(loan.until, i18n.language) })}</span>
              <Button size="sm" busy={back.isPending ? t('lend.doing') : null} onClick={() => back.mutate(loan)}>
                {t('lend.back')} <span className="vh">{loan.team.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
