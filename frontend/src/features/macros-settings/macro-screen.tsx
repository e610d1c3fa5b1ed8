import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { AskedRemoval, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { useOpenSettings } from '@/shared/slots';
import { Empty, FormSection, Loaded, Switch, toast } from '@/shared/ui';
import { ActionFields } from './action-fields';
import { macroKeys, macrosApi, macrosQuery, type Macro, type Variable } from './api';
import { Frame } from './frame';
import { bodyOf, unknownIn, valuesOf } from './macro-form';
import { NameFields } from './name-fields';
import { Preview } from './preview';
import { TextFields } from './text-fields';

/** One macro, or a new one. */
export function MacroScreen({ id }: { id: number | null }) {
  const { t } = useTranslation('macros-settings');
  const may = useMay('macro.personal');
  const query = useQuery({ ...macrosQuery, enabled: may, refetchOnWindowFocus: false });
  const macro = query.data?.results.find((one) => one.id === id) ?? null;
  return (
    <Frame title={id === null ? t('add') : (macro?.name ?? t('one'))} isOne actions={macro ? <Remove macro={macro} /> : null}>
      <Loaded query={query} fault={t('fault')}>
        {({ variables }) =>
          id !== null && !macro ? (
            <Empty title={t('gone')}>{t('goneHint')}</Empty>
          ) : (
            <Editor key={macro?.id ?? 'new'} macro={macro} variables={variables} />
          )
        }
      </Loaded>
    </Frame>
  );
}

function useMacroForm(macro: Macro | null, variables: readonly Variable[], onMade: (made: Macro) => void) {
  const { t } = useTranslation('macros-settings');
  const client = useQueryClient();
  const version = useRef(macro?.version ?? 0);
  return useForm({
    saved: valuesOf(macro),
    faultsOf: ({ name, text }) => {
      const unknown = unknownIn(text, variables);
      return {
        ...(name.trim() ? {} : { name: t('faults.name') }),
        ...(unknown.length > 0 ? { text: t('faults.unknown', { names: unknown.join(', '), known: variables.map((one) => one.name).join(', ') }) } : {}),
      };
    },
    send: (values) => (macro ? macrosApi.change(macro.id, version.current, bodyOf(values)) : macrosApi.create(bodyOf(values))),
    onSaved: (saved) => {
      version.current = saved.version;
      client.setQueryData(macrosQuery.queryKey, (known) =>
        known && { ...known, results: [...known.results.filter((one) => one.id !== saved.id), saved] },
      );
      void client.invalidateQueries({ queryKey: macroKeys.starters });
      toast(t(macro ? 'saved' : 'created', { name: saved.name }));
      if (!macro) onMade(saved);
    },
  });
}

function Editor({ macro, variables }: { macro: Macro | null; variables: readonly Variable[] }) {
  const { t } = useTranslation('macros-settings');
  const openSettings = useOpenSettings();
  const isLeaving = useRef(false);
  const form = useMacroForm(macro, variables, (made) => {
    isLeaving.current = true;
    void openSettings(`/macros/${made.id}`, { replace: true });
  });
  const mayChange = macro?.may_change ?? true;
  const save = (): void => void form.save();
  return (
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={macro?.name ?? t('add')}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <SaveFault title={t('notSaved')} error={form.fault} />
        {mayChange ? null : <p className="notice">{t('readOnly')}</p>}
        <fieldset className="mset-all" disabled={!mayChange}>
          <NameFields form={form} isNew={macro === null} />
          <TextFields form={form} variables={variables} />
          <ActionFields form={form} macro={macro} />
          <FormSection title={t('use')}>
            <Switch label={t('active')} isOn={form.values.is_active} onChange={(is_active) => form.set({ is_active })} />
          </FormSection>
        </fieldset>
        <Preview values={form.values} />
        {macro ? <Figures macro={macro} /> : null}
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      {mayChange ? <SaveFoot form={form} {...(macro ? {} : { action: t('create') })} /> : null}
      <LeaveGuard isChanged={form.isChanged} isLeaving={isLeaving} />
    </>
  );
}

/** How it does: what became of the tickets on which it was used. */
function Figures({ macro }: { macro: Macro }) {
  const { t } = useTranslation('macros-settings');
  const { uses, solved, wrote_again, people } = macro.figures;
  return (
    <FormSection title={t('how')} hint={t('howHint')}>
      {uses === 0 ? (
        <p className="t2">{t('unused')}</p>
      ) : (
        <ul className="mfig">
          <li>{t('figure.uses', { count: uses })}</li>
          <li>{t('figure.people', { count: people })}</li>
          <li>{t('figure.solved', { count: solved })}</li>
          <li>{t('figure.wroteAgain', { count: wrote_again })}</li>
        </ul>
      )}
    </FormSection>
  );
}

function Remove({ macro }: { macro: Macro }) {
  const { t } = useTranslation('macros-settings');
  const client = useQueryClient();
  const openSettings = useOpenSettings();
  if (!macro.may_change) return null;
  return (
    <AskedRemoval
      action={t('remove')}
      title={t('removeAsk', { name: macro.name })}
      consequence={t('removeMeans')}
      cancel={t('keep')}
      busy={t('removing')}
      done={t('removed', { name: macro.name })}
      remove={() => macrosApi.remove(macro.id)}
      onRemoved={async () => {
        await openSettings('/macros', { replace: true });
        void client.invalidateQueries({ queryKey: macroKeys.all });
      }}
    />
  );
}
