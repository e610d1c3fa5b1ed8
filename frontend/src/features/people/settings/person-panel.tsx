import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Team } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { SettingsLink } from '@/shared/slots';
import { Empty, Loaded, toast } from '@/shared/ui';
import { peopleApi, type Colleague, type Skill } from './api';
import { Panel } from './panel';
import { Doing } from './people-table';
import { PersonAccess } from './person-access';
import { PersonFactors } from './person-factors';
import { PersonFields } from './person-fields';
import { changeOf, faultsOf, valuesOf, type PersonFault, type PersonValues } from './person-form';
import { PersonInvitation } from './person-invitation';
import { useRefresh } from './use-refresh';

export interface PersonPanelProps {
  id: number;
  /** The list, which holds everything about everybody. */
  staff: UseQueryResult<Colleague[]>;
  teams: readonly Team[];
  skills: readonly Skill[];
  onClose: () => void;
}

/** One person: what they may, where they work, what they know. */
export function PersonPanel({ id, staff, teams, skills, onClose }: PersonPanelProps) {
  const { t } = useTranslation('people');
  const colleague = staff.data?.find((one) => one.id === id);
  return (
    <Panel label={t('person.label')} title={colleague?.name ?? t('person.label')} onClose={onClose}>
      <Loaded query={staff} fault={t('person.fault')}>
        {colleague ? (
          <PersonForm colleague={colleague} teams={teams} skills={skills} onClose={onClose} />
        ) : (
          <Empty title={t('person.missing')}>{t('person.missingHint')}</Empty>
        )}
      </Loaded>
    </Panel>
  );
}

interface PersonFormProps extends Pick<PersonPanelProps, 'teams' | 'skills' | 'onClose'> {
  colleague: Colleague;
}

function PersonForm({ colleague, teams, skills, onClose }: PersonFormProps) {
  const { t } = useTranslation('people');
  const refresh = useRefresh();
  const mayMakeOwners = useMay('owner.write');
  const mayChangeRights = colleague.role !== 'owner' || mayMakeOwners;
  const inWords = (faults: Partial<Record<keyof PersonValues, PersonFault>>): Partial<Record<keyof PersonValues, string>> =>
    Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name, t(`person.faults.${fault}`)]));
  const form = useForm({
    saved: valuesOf(colleague),
    faultsOf: (values) => inWords(faultsOf(values)),
    send: async (values, changed) => {
      const answer = await peopleApi.change(colleague.id, changeOf(values, changed));
      // The form takes what is saved from the list.
      await refresh();
      return answer;
    },
    onSaved: ({ name }) => toast(t('person.saved', { name })),
  });
  return (
    <>
      <form
        ref={form.box}
        className="scroll pform"
        noValidate
        aria-label={t('person.label')}
        onSubmit={(event) => {
          event.preventDefault();
          if (form.isChanged) void form.save();
        }}
      >
        <div className="psec">
          <p className="t2">
            <bdi>{colleague.email}</bdi>
            <span className="why2">
              <Doing colleague={colleague} />
            </span>
          </p>
          <SaveFault title={t('person.notSaved')} error={form.fault} />
        </div>
        {colleague.state === 'invited' ? <PersonInvitation colleague={colleague} mayChange={mayChangeRights} onWithdrawn={onClose} /> : null}
        <PersonFields form={form} teams={teams} skills={skills} mayChangeRights={mayChangeRights} />
        {colleague.state === 'active' ? (
          <p className="psec">
            <SettingsLink path="/hours" search={{ person: colleague.id }}>
              {t('hours.link')}
            </SettingsLink>
          </p>
        ) : null}
        {colleague.state === 'active' ? <PersonFactors colleague={colleague} mayChange={mayChangeRights} /> : null}
        {colleague.state === 'invited' ? null : <PersonAccess colleague={colleague} mayChange={mayChangeRights} />}
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} action={t('save')} />
      <LeaveGuard isChanged={form.isChanged} holds={['person', 'panel']} />
    </>
  );
}
