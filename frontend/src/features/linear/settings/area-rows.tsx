import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field, Icon, IconButton, SelectField } from '@/shared/ui';
import { traitsOf, wordsOf, type Catalog } from '../api';
import { useTeamName } from '../team-name';
import { forTeam } from '../ticket/draft';
import type { MappingValues } from './values';

/** Product areas whose issues go to a team and project of their own. */
export function AreaRows({ system, catalog, form }: { system: string; catalog: Catalog; form: MappingValues }) {
  const { t } = useTranslation('linear');
  const words = wordsOf(system);
  const nameOf = useTeamName();
  const box = useRef<HTMLDivElement>(null);
  const { areas } = form.values;
  const error = form.errorOf('areas');
  const put = (at: number, change: Partial<(typeof areas)[number]>): void =>
    form.set({ areas: areas.map((row, index) => (index === at ? { ...row, ...change } : row)) });
  const remove = (at: number): void => {
    form.set({ areas: areas.filter((_, index) => index !== at) });
    // Its button is gone with it.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('.lnadd')?.focus());
  };
  return (
    <div ref={box} className="lnfacts">
      {areas.map((row, at) => (
        <div key={at} className="lnrow" role="group" aria-label={t('where.row', { number: at + 1 })}>
          <Field label={t('where.area')} value={row.area} maxLength={80} dir="auto" autoComplete="off" onBlur={() => form.leave('areas')} onChange={(event) => put(at, { area: event.target.value })} />
          <SelectField
            label={t('form.team', words)}
            value={row.team}
            options={[{ value: '', label: t('where.choose', words) }, ...catalog.teams.map((one) => ({ value: one.id, label: nameOf(one) }))]}
            onChange={(team) => put(at, { team, project: '' })}
          />
          {traitsOf(system).hasProjects ? (
            <SelectField
              label={t('form.project')}
              value={row.project ?? ''}
              options={[{ value: '', label: t('form.noProject') }, ...forTeam(catalog.projects, row.team).map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(project) => put(at, { project })}
            />
          ) : null}
          <IconButton label={t('where.remove', { number: at + 1 })} onClick={() => remove(at)}>
            <Icon icon={Trash2} />
          </IconButton>
        </div>
      ))}
      {error ? (
        <p className="hint bad" role="alert">
          {error}
        </p>
      ) : null}
      <div>
        <Button
          size="sm"
          className="lnadd"
          icon={<Icon icon={Plus} size={14} />}
          onClick={() => form.set({ areas: [...areas, { area: '', team: form.values.team, project: '' }] })}
        >
          {t('where.add')}
        </Button>
      </div>
    </div>
  );
}
