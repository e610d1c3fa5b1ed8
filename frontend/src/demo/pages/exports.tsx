import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { askSnowflake, type Failure } from '../backend';
import { candor } from '../candor';

type Tab = 'connection' | 'history';

export function Exports(): JSX.Element {
  const [tab, setTab] = useState<Tab>('connection');
  return (
    <>
      <div class="hy-head">
        <h1>Snowflake</h1>
        <span class="hy-pill bad">Failing for 3 nights</span>
      </div>
      <p class="hy-desc">Sends 6 models to kestrel_prod every night at 02:00.</p>
      <div class="hy-tabs" role="tablist" aria-label="Snowflake">
        <button type="button" role="tab" aria-selected={tab === 'connection'} data-candor-name="Connection" onClick={() => setTab('connection')}>
          Connection
        </button>
        <button type="button" role="tab" aria-selected={tab === 'history'} data-candor-name="Run history" onClick={() => setTab('history')}>
          Run history
        </button>
      </div>
      {tab === 'connection' ? <Connection /> : <History />}
    </>
  );
}

function Connection(): JSX.Element {
  const [busy, setBusy] = useState<'test' | 'run' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isRotating, setRotating] = useState(false);
  const ask = async (what: 'test' | 'run') => {
    setBusy(what);
    candor('context', { destination: 'snowflake', last_action: what });
    const answer = await askSnowflake(what);
    setFailure(answer);
    if (answer) candor('context', { error_code: answer.code });
    setBusy(null);
  };
  return (
    <section class="hy-card">
      <h2>Connection</h2>
      <dl class="hy-grid">
        {[
          ['Account', 'KESTREL-EU2'],
          ['Database', 'KESTREL_PROD'],
          ['Role', 'HALYARD_LOADER'],
          ['Warehouse', 'HALYARD_WH'],
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="hy-val">{value}</dd>
          </div>
        ))}
      </dl>
      <div class="hy-key">
        <div>
          <b>Key pair</b>
          <p data-candor-mask>{isRotating ? 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A' : 'Ends in 7f3c'}</p>
        </div>
        <button type="button" class="hy-btn" data-candor-name="Rotate key" onClick={() => setRotating(!isRotating)}>
          {isRotating ? 'Cancel the rotation' : 'Rotate key'}
        </button>
      </div>
      <div class="hy-acts">
        <button type="button" class="hy-btn pri" data-candor-name="Test connection" disabled={busy !== null} onClick={() => void ask('test')}>
          {busy === 'test' ? 'Testing' : 'Test connection'}
        </button>
        <button type="button" class="hy-btn" data-candor-name="Run export now" disabled={busy !== null} onClick={() => void ask('run')}>
          {busy === 'run' ? 'Starting' : 'Run export now'}
        </button>
      </div>
      {failure && (
        <p class="hy-fault" role="alert">
          <code>{failure.code}</code> {failure.message}
        </p>
      )}
    </section>
  );
}

function History(): JSX.Element {
  const night = (daysAgo: number): string => {
    const day = new Date();
    day.setDate(day.getDate() - daysAgo);
    return `${day.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })} 02:00`;
  };
  return (
    <section class="hy-card">
      <h2>Last runs</h2>
      <table class="hy-tbl">
        <thead>
          <tr>
            <th>Started</th>
            <th>Result</th>
            <th>Code</th>
            <th class="n">Rows</th>
          </tr>
        </thead>
        <tbody>
          {[0, 1, 2, 3, 4].map((daysAgo) => (
            <tr key={daysAgo}>
              <td>{night(daysAgo)}</td>
              <td>{daysAgo < 3 ? <span class="hy-pill bad">Failed</span> : <span class="hy-pill good">Loaded</span>}</td>
              <td>{daysAgo < 3 && <code>HLY-4012</code>}</td>
              <td class="n">{daysAgo < 3 ? 0 : (428115 - daysAgo * 317).toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
