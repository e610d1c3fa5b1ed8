import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Loaded, Segmented, SelectField } from '@/shared/ui';
import { connectionsQuery, type Connection } from './api';
import { CallDetails, HookDetails } from './details';
import { CallLines, HookLines } from './lines';
import { CALL_STATES, HOOK_STATES, type LogSearch } from './search';
import './connection-log.css';

export interface LogScreenProps {
  search: LogSearch;
  onSearch: (search: LogSearch) => void;
}

/** What other systems posted to us and what we asked of them, with what became of it. */
export function LogScreen(props: LogScreenProps) {
  const { t } = useTranslation('connection-log');
  const may = useMay('connection.read');
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      {may ? <Log {...props} /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Log({ search, onSearch }: LogScreenProps) {
  const { t } = useTranslation('connection-log');
  const query = useQuery(connectionsQuery);
  const showsCalls = search.show === 'calls';
  const choose = (line: number | undefined): void => onSearch({ ...search, line });
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll clbody" tabIndex={0} role="region" aria-label={t('lines')} id="lines">
      <p className="hint">{t('about')}</p>
      <Loaded query={query} fault={t('fault')}>
        {(connections) =>
          connections.length === 0 ? (
            <Empty title={t('noConnection')}>{t('noConnectionHint')}</Empty>
          ) : (
            <>
              <Filters connections={connections} search={search} onSearch={onSearch} />
              <Refused connections={connections} chosen={search.connection} />
              <div className="clcols">
                {showsCalls ? <CallLines search={search} onChoose={choose} /> : <HookLines search={search} onChoose={choose} />}
                {search.line === undefined ? null : showsCalls ? (
                  <CallDetails key={`call ${String(search.line)}`} id={search.line} onClose={() => choose(undefined)} />
                ) : (
                  <HookDetails key={`hook ${String(search.line)}`} id={search.line} onClose={() => choose(undefined)} />
                )}
              </div>
            </>
          )
        }
      </Loaded>
    </div>
  );
}

interface FiltersProps extends LogScreenProps {
  connections: readonly Connection[];
}

function Filters({ connections, search, onSearch }: FiltersProps) {
  const { t } = useTranslation('connection-log');
  const showsCalls = search.show === 'calls';
  const states = showsCalls ? CALL_STATES : HOOK_STATES;
  return (
    <div className="clfilters">
      <Segmented<'hooks' | 'calls'>
        label={t('show.label')}
        value={search.show ?? 'hooks'}
        options={(['hooks', 'calls'] as const).map((value) => ({ value, label: t(`show.${value}`) }))}
        onChange={(value) => onSearch({ show: value === 'calls' ? 'calls' : undefined, connection: search.connection })}
      />
      <SelectField
        label={t('filter.connection')}
        value={search.connection === undefined ? '' : String(search.connection)}
        options={[{ value: '', label: t('filter.all') }, ...connections.map((one) => ({ value: String(one.id), label: nameOf(one) }))]}
        onChange={(value) => onSearch({ ...search, connection: value ? Number(value) : undefined, line: undefined })}
      />
      <SelectField
        label={t('filter.state')}
        value={search.state ?? ''}
        options={[{ value: '', label: t('filter.all') }, ...states.map((value) => ({ value, label: t(`state.${value}`) }))]}
        onChange={(value) => onSearch({ ...search, state: value || undefined, line: undefined })}
      />
    </div>
  );
}

/** What was refused is not kept, since anybody can post it; that it was, and why, is. */
function Refused({ connections, chosen }: { connections: readonly Connection[]; chosen: number | undefined }) {
  const { t, i18n } = useTranslation('connection-log');
  const refused = connections.filter(({ id, hooks }) => hooks?.refused_at && (chosen === undefined || chosen === id));
  return refused.map((one) => (
    <p key={one.id} className="notice bad" dir="auto">
      <b>{t('refused', { system: nameOf(one), when: one.hooks?.refused_at ? absoluteTime(one.hooks.refused_at, i18n.language) : '' })}</b> {one.hooks?.refused_why}
    </p>
  ));
}

const nameOf = ({ system_label: system, account }: Connection): string => (account ? `${system}: ${account}` : system);
