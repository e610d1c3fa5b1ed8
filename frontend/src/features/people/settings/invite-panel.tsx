import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type Team } from '@/shared/api';
import { LeaveGuard, SaveFault } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Button, SelectField, announce } from '@/shared/ui';
import { AddressChips } from './address-chips';
import { isSent, markOf, MOST_AT_ONCE } from './addresses';
import { peopleApi, SCOPES, type Colleague, type Invited, type Role, type TicketScope } from './api';
import { InvitedResult } from './invited-result';
import { Panel } from './panel';
import { RoleChoice } from './role-choice';
import { TeamChoice } from './team-choice';
import { useRefresh } from './use-refresh';

export interface InvitePanelProps {
  colleagues: readonly Colleague[];
  teams: readonly Team[];
  onClose: () => void;
}

/** Inviting people: whom, as what, into which teams; and then what became of it. */
export function InvitePanel({ colleagues, teams, onClose }: InvitePanelProps) {
  const { t } = useTranslation('people');
  const [outcome, setOutcome] = useState<readonly Invited[] | null>(null);
  return (
    <Panel label={t('invite.title')} title={t('invite.title')} onClose={onClose}>
      {outcome ? (
        <InvitedResult outcome={outcome} onMore={() => setOutcome(null)} onClose={onClose} />
      ) : (
        <InviteForm colleagues={colleagues} teams={teams} onClose={onClose} onInvited={setOutcome} />
      )}
    </Panel>
  );
}

interface InviteFormProps extends InvitePanelProps {
  onInvited: (outcome: readonly Invited[]) => void;
}

function InviteForm({ colleagues, teams, onClose, onInvited }: InviteFormProps) {
  const { t } = useTranslation('people');
  const refresh = useRefresh();
  const [addresses, setAddresses] = useState<readonly string[]>([]);
  const [role, setRole] = useState<Role>('agent');
  const [scope, setScope] = useState<TicketScope>('all');
  const [teamIds, setTeamIds] = useState<number[]>([]);
  const marks = addresses.map((address) => markOf(address, colleagues));
  const count = marks.filter(isSent).length;
  const invite = useMutation({
    mutationFn: () => peopleApi.invite({ emails: addresses, role, ticket_scope: scope, team_ids: teamIds }),
    onSuccess: ({ results }) => {
      onInvited(results);
      void refresh();
    },
  });
  const why = marks.some(({ kind }) => kind === 'bad')
    ? t('invite.needsMending')
    : addresses.length > MOST_AT_ONCE
      ? t('invite.tooMany', { count: MOST_AT_ONCE })
      : count === 0
        ? t('invite.needsAddress')
        : null;
  const send = (): void => {
    if (why !== null) announce(why);
    else if (!invite.isPending) invite.mutate();
  };
  useShortcuts(t('invite.title'), [{ keys: 'mod+enter', label: t('invite.send', { count }), run: send, whileTyping: true }]);
  const errors = isProblem(invite.error) ? invite.error.errors : {};
  return (
    <>
      <form
        className="scroll pform"
        noValidate
        aria-label={t('invite.title')}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <SaveFault title={t('invite.fault')} error={invite.error} />
        <div className="psec">
          <AddressChips
            addresses={addresses}
            markOf={(address) => markOf(address, colleagues)}
            error={errors.emails?.join(' ')}
            onChange={(next) => {
              setAddresses(next);
              invite.reset();
            }}
          />
        </div>
        <RoleChoice legend={t('invite.role')} hint={t('invite.roleHint')} value={role} error={errors.role?.join(' ')} onChange={setRole} />
        <div className="psec">
          <SelectField
            label={t('scopeLabel')}
            value={scope}
            options={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
            onChange={setScope}
          />
        </div>
        <TeamChoice teams={teams} chosen={teamIds} error={errors.team_ids?.join(' ')} onChange={setTeamIds} />
      </form>
      <footer className="foot">
        <span className="t3 f12 why">{t('invite.valid')}</span>
        <span className="sp" />
        <Button variant="ghost" onClick={onClose}>
          {t('invite.cancel')}
        </Button>
        <Button variant="primary" keys="mod+enter" busy={invite.isPending ? t('invite.sending') : null} unavailable={why} onClick={send}>
          {t('invite.send', { count })}
        </Button>
      </footer>
      <LeaveGuard isChanged={addresses.length > 0} holds={['panel']} />
    </>
  );
}
