import { useTranslation } from 'react-i18next';
import { FormSection } from '@/shared/ui';
import type { Import, Kind } from './api';
import { useWords } from './words';

/** What is in the export, and what became of it: each kind's counts of the latest of dry run, run and undo. */
export function Counts({ found }: { found: Import }) {
  const { t } = useTranslation('import');
  const words = useWords();
  if (found.state === 'reading' || found.state === 'failed') return null;
  const isUndo = found.state === 'undoing' || found.state === 'undone';
  const isDry = found.started_at === null || found.state === 'checking' || found.state === 'checked';
  const isTried = found.kinds.some(({ check }) => sumOf(check) > 0);
  const phase = isUndo ? 'undo' : isDry ? (isTried ? 'check' : null) : 'run';
  const cells = (kind: Kind): readonly number[] => {
    if (phase === null) return [];
    const one = kind[phase];
    return phase === 'undo' ? [one.gone, one.stays] : [one.new, one.more, one.known, one.refused];
  };
  const heads = headsOf(phase);
  return (
    <FormSection title={t('counts.title')} hint={phase === null ? t('counts.onlyRead') : t(`counts.${phase}`)} isWide>
      <People found={found} phase={phase} />
      <table className="dt imt">
        <thead>
          <tr>
            <th scope="col">{t('column.kind')}</th>
            <th scope="col" className="num">{t('column.found')}</th>
            {heads.map((head) => (
              <th key={head} scope="col" className="num">{t(`column.${head}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.kinds.map((kind) => (
            <tr key={kind.kind}>
              <th scope="row">{words.kind(kind.kind)}</th>
              <td className="num" data-label={t('column.found')}>{words.number(kind.found)}</td>
              {cells(kind).map((count, at) => {
                const head = heads[at];
                return head === undefined ? null : (
                  <td key={head} className="num" data-label={t(`column.${head}`)}>{words.number(count)}</td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </FormSection>
  );
}

function headsOf(phase: 'check' | 'run' | 'undo' | null) {
  if (phase === null) return [];
  if (phase === 'undo') return ['gone', 'stays'] as const;
  return phase === 'check' ? (['comes', 'changes', 'known', 'refused'] as const) : (['came', 'changed', 'known', 'refused'] as const);
}

/** Whose people they are: those of the system itself never come, so they are told apart from its customers. */
function People({ found, phase }: { found: Import; phase: 'check' | 'run' | 'undo' | null }) {
  const { t } = useTranslation('import');
  const agents = found.kinds.find(({ kind }) => kind === 'agent');
  const customers = found.kinds.find(({ kind }) => kind === 'contact');
  if (!agents || !customers || agents.found + customers.found === 0) return null;
  const told = phase === 'check' || phase === 'run' ? agents[phase] : null;
  const isTold = told !== null && sumOf(told) === agents.found && agents.found > 0;
  return (
    <p className="hint">
      {t('counts.people', {
        count: agents.found + customers.found,
        agents: isTold ? t('counts.agentsHere', { count: agents.found, here: told.known, gone: told.refused }) : t('counts.agents', { count: agents.found }),
        customers: t('counts.customers', { count: customers.found }),
      })}{' '}
      {found.agents_asking > 0 ? t('counts.asking', { count: found.agents_asking }) : null}
    </p>
  );
}

const sumOf = (counts: Kind['check']): number => counts.new + counts.more + counts.known + counts.refused;
