import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Brand, Team } from '@/shared/api';
import { useBrands } from '@/shared/directory';
import { LeaveGuard, SaveFault, SaveFoot, useForm, type Form } from '@/shared/form';
import { beginHere } from '@/shared/lib/first-field';
import { Button, Checkbox, Confirm, Field, SelectField, toast, useReasonOf } from '@/shared/ui';
import { peopleApi, type Colleague } from './api';
import { FieldGroup } from './form-parts';
import { Panel } from './panel';
import { changeOf, inputOf, tierKey, TIERS, valuesOf, type TeamValues } from './team-form';
import { TeamMembers } from './team-members';
import { useRefresh } from './use-refresh';

export interface TeamPanelProps {
  /** Null for a new one. */
  team: Team | null;
  colleagues: readonly Colleague[];
  onSaved: (team: Team) => void;
  onClose: () => void;
}

/** One team: its name, tier, members and brands. */
export function TeamPanel({ team, colleagues, onSaved, onClose }: TeamPanelProps) {
  const { t } = useTranslation('people');
  const refresh = useRefresh();
  const brands = useBrands();
  const isLeaving = useRef(false);
  // A team that was made while setting its members failed: the next attempt changes that one.
  const [made, setMade] = useState<Team | null>(null);
  const known = team ?? made;
  // What the changes are made to; the list may bring a newer team meanwhile.
  const [seen, setSeen] = useState<number | null>(null);
  const edited = useForm({
    saved: valuesOf(known),
    faultsOf: (values) => (values.name.trim() === '' ? { name: t('teams.nameMissing') } : {}),
    send: async (values, changed) => {
      let saved = known;
      let version = seen ?? known?.version ?? 0;
      if (saved === null) {
        saved = await peopleApi.createTeam(inputOf(values));
        setMade(saved);
        ({ version } = saved);
        setSeen(version);
      } else if (changed.some((name) => name !== 'members')) {
        saved = await peopleApi.changeTeam(saved.id, version, changeOf(values, changed));
        ({ version } = saved);
        // The members may be refused yet: the next attempt starts from here.
        setSeen(version);
      }
      if (changed.includes('members')) saved = await peopleApi.setMembers(saved.id, version, values.members);
      await refresh();
      return saved;
    },
    onSaved: (saved) => {
      setSeen(null);
      toast(t(team ? 'teams.saved' : 'teams.created', { name: saved.name }));
      isLeaving.current = team === null;
      onSaved(saved);
    },
  });
  const form: Form<TeamValues> = {
    ...edited,
    set: (change) => {
      setSeen((version) => version ?? known?.version ?? null);
      edited.set(change);
    },
    discard: () => {
      setSeen(null);
      edited.discard();
      void refresh();
    },
  };
  const title = team?.name ?? t('teams.add');
  return (
    <Panel label={t('teams.one')} title={title} onClose={onClose}>
      <form
        ref={form.box}
        className="scroll pform"
        noValidate
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <SaveFault title={t(known && form.isChanged && !team ? 'teams.membersNotSaved' : 'teams.notSaved')} error={form.fault} />
        <TeamFields stored={known?.members ?? []} form={form} brands={brands} colleagues={colleagues} isNew={team === null} />
        {team ? (
          <DeleteTeam
            team={team}
            onDeleted={() => {
              isLeaving.current = true;
              onClose();
            }}
          />
        ) : null}
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <SaveFoot form={form} action={team ? t('save') : t('teams.create')} canSaveUnchanged={team === null} />
      <LeaveGuard isChanged={form.isChanged} holds={['team', 'panel']} isLeaving={isLeaving} />
    </Panel>
  );
}

interface TeamFieldsProps extends Pick<TeamPanelProps, 'colleagues'> {
  form: Form<TeamValues>;
  /** The members as they are stored. */
  stored: Team['members'];
  brands: readonly Brand[];
  isNew: boolean;
}

function TeamFields({ form, stored, brands, colleagues, isNew }: TeamFieldsProps) {
  const { t } = useTranslation('people');
  const { values, set, errorOf, leave } = form;
  const lentUntil = new Map(stored.flatMap(({ id, lent_until: until }) => (until === null ? [] : [[id, until] as const])));
  const toggle = (id: number): void => {
    const { brand_ids: chosen } = values;
    set({ brand_ids: (chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]).sort((a, b) => a - b) });
  };
  return (
    <>
      <div className="psec">
        <Field
          ref={isNew ? beginHere : undefined}
          label={t('teams.name')}
          value={values.name}
          error={errorOf('name')}
          maxLength={120}
          dir="auto"
          onChange={(event) => set({ name: event.target.value })}
          onBlur={() => leave('name')}
        />
        <SelectField
          label={t('teams.tierLabel')}
          value={values.tier}
          options={TIERS.map((value) => ({ value, label: t(`teams.tier.${tierKey(value)}`) }))}
          hint={t(`teams.tierHint.${tierKey(values.tier)}`)}
          error={errorOf('tier')}
          onChange={(tier) => set({ tier })}
        />
        <Field
          label={t('teams.description')}
          hint={t('teams.descriptionHint')}
          value={values.description}
          error={errorOf('description')}
          maxLength={300}
          dir="auto"
          onChange={(event) => set({ description: event.target.value })}
        />
      </div>
      <TeamMembers colleagues={colleagues} members={values.members} lentUntil={lentUntil} error={errorOf('members')} onChange={(members) => set({ members })} />
      {brands.length > 1 || values.brand_ids.length > 0 ? (
        <FieldGroup legend={t('teams.brands')} hint={t('teams.brandsHint')} error={errorOf('brand_ids')}>
          <ul className="pchecks">
            {brands.map(({ id, name }) => (
              <li key={id}>
                <Checkbox label={name} isChecked={values.brand_ids.includes(id)} onChange={() => toggle(id)} />
              </li>
            ))}
          </ul>
        </FieldGroup>
      ) : null}
    </>
  );
}

/** Deleting a team; while something needs it, the server says what. */
function DeleteTeam({ team, onDeleted }: { team: Team; onDeleted: () => void }) {
  const { t } = useTranslation('people');
  const refresh = useRefresh();
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const { id, name } = team;
  const remove = useMutation({
    mutationFn: () => peopleApi.removeTeam(id),
    onSuccess: () => {
      setAsking(false);
      toast(t('teams.deleted', { name }));
      onDeleted();
      void refresh();
    },
    onError: () => setAsking(false),
  });
  const fault = remove.error ? `${t('teams.notDeleted', { name })} ${reasonOf(remove.error)}` : undefined;
  return (
    <FieldGroup legend={t('teams.delete')} hint={t('teams.deleteHint')} error={fault}>
      <div>
        <Button onClick={() => setAsking(true)}>{t('teams.delete')}</Button>
      </div>
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('teams.deleteTitle', { name })}
        consequence={t('teams.deleteConsequence')}
        cancel={t('teams.deleteKeep')}
        action={t('teams.delete')}
        busy={remove.isPending ? t('teams.deleting') : null}
        onConfirm={() => remove.mutate()}
      />
    </FieldGroup>
  );
}
