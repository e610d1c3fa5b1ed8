import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { SettingsLink, useOpenSettings } from '@/shared/slots';
import { Badge, Button, Empty, Icon, Loaded, Segmented } from '@/shared/ui';
import { macrosQuery, type Macro } from './api';
import { Frame } from './frame';
import { Starters } from './starters';

type Whose = Macro['kind'];

/** All macros with how they do, most used first; shared ones and one's own. */
export function MacrosScreen() {
  const { t } = useTranslation('macros-settings');
  const may = useMay('macro.personal');
  const mayShare = useMay('macro.shared');
  const openSettings = useOpenSettings();
  const [whose, setWhose] = useState<Whose>('shared');
  const query = useQuery({ ...macrosQuery, enabled: may });
  const add = (): void => void openSettings('/macros/new');
  useShortcuts(t('title'), [{ keys: 'n', label: t('add'), run: add }], may);
  const all = query.data?.results ?? [];
  const of = (kind: Whose): Macro[] => all.filter((macro) => macro.kind === kind);
  return (
    <Frame
      title={t('title')}
      actions={
        <Button variant="primary" icon={<Icon icon={Plus} />} keys="n" onClick={add}>
          {t('add')}
        </Button>
      }
    >
      <Loaded query={query} fault={t('fault')}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <div className="scroll mset" tabIndex={0} role="region" aria-label={t('list')}>
          <Segmented
            label={t('whose')}
            value={whose}
            onChange={setWhose}
            options={(['shared', 'personal'] as const).map((value) => ({ value, label: t(`count.${value}`, { count: of(value).length }) }))}
          />
          {of(whose).length > 0 ? (
            <MacroTable macros={of(whose)} />
          ) : (
            <Empty title={t(`none.${whose}`)}>{t('noneHint')}</Empty>
          )}
          {mayShare && whose === 'shared' ? <Starters isOpen={of('shared').length === 0} /> : null}
        </div>
      </Loaded>
    </Frame>
  );
}

function MacroTable({ macros }: { macros: readonly Macro[] }) {
  const { t } = useTranslation('macros-settings');
  const sorted = [...macros].sort((a, b) => b.figures.uses - a.figures.uses || a.name.localeCompare(b.name));
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">{t('column.name')}</th>
          <th scope="col">{t('column.folder')}</th>
          <th scope="col">{t('column.used')}</th>
          <th scope="col">{t('column.solved')}</th>
          <th scope="col">{t('column.changed')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((macro) => (
          <Row key={macro.id} macro={macro} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ macro }: { macro: Macro }) {
  const { t, i18n } = useTranslation('macros-settings');
  const { figures } = macro;
  const decided = figures.solved + figures.wrote_again;
  const share = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  return (
    <tr className={macro.is_active ? '' : 'out'}>
      <th scope="row">
        <SettingsLink path={`/macros/${macro.id}`}>
          <span className="med" dir="auto">
            {macro.name}
          </span>
        </SettingsLink>{' '}
        {macro.is_active ? null : <Badge tone="mute">{t('off')}</Badge>}
        {macro.text ? null : <Badge tone="mute">{t('actionsOnly')}</Badge>}
      </th>
      <td data-label={t('column.folder')} className="t2" dir="auto">
        {macro.folder || t('noFolder')}
      </td>
      <td data-label={t('column.used')}>{new Intl.NumberFormat(i18n.language).format(figures.uses)}</td>
      <td data-label={t('column.solved')}>
        {decided === 0 ? <span className="t2">{t('notYet')}</span> : decided < 10 ? t('of', { solved: figures.solved, count: decided }) : share.format(figures.solved / decided)}
      </td>
      <td data-label={t('column.changed')} className="t2" dir="auto">
        {macro.updated_by}
      </td>
    </tr>
  );
}
