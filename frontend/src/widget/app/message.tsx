import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useScene } from './context';
import { Avatar } from './frame';
import { Icon } from './icons';
import type { Pending } from './outbox';
import { Rich } from './rich';
import type { Citation, FileRef, Message } from './types';

export function MessageView({ message, conversation }: { message: Message; conversation: string }): JSX.Element {
  const { desk, words } = useScene();
  const time = (
    <time class="wg-time" dateTime={message.at}>
      {words.time(message.at)}
    </time>
  );
  if (message.author.kind === 'me') {
    return (
      <div class="wg-me">
        <span class="vh">{words.t('you')}</span>
        <div class="bubble" dir="auto">
          <Rich nodes={message.body} base={desk.host.base} />
          <Files files={message.attachments} />
        </div>
        {time}
      </div>
    );
  }
  if (message.author.kind === 'assistant') return <Answer message={message} conversation={conversation} time={time} />;
  return (
    <article class="wg-them">
      <Avatar name={message.author.name} />
      <header>
        <b dir="auto">{message.author.name}</b>
        {time}
      </header>
      <div class="tx" dir="auto">
        <Rich nodes={message.body} base={desk.host.base} />
        <Files files={message.attachments} />
      </div>
    </article>
  );
}

function Answer({ message, conversation, time }: { message: Message; conversation: string; time: JSX.Element }): JSX.Element {
  const { desk, words } = useScene();
  const guided = message.citations.find((citation) => citation.guide.length);
  const label = (citation: Citation) => words.t('source', { n: citation.number, title: citation.title });
  const open = (citation: Citation) => {
    if (citation.slug) desk.go({ name: 'article', slug: citation.slug });
    else if (/^https?:/.test(citation.url)) window.open(citation.url, '_blank', 'noopener');
  };
  return (
    <article class="wg-ai">
      <header>
        <span class="ai-sign">
          <Icon name="ai" size={14} />
          {words.t(message.citations.length ? 'answer' : 'automatedMessage')}
        </span>
        {message.confidence && <Confidence word={message.confidence} />}
        {time}
      </header>
      <div class="ai-rule tx" dir="auto">
        <Rich nodes={message.body} base={desk.host.base} citations={message.citations} onCite={open} citeLabel={label} />
      </div>
      {!!message.citations.length && (
        <ul class="wg-srcs" aria-label={words.t('sources')}>
          {message.citations.map((citation) => (
            <li key={citation.number} class="src">
              <span class="cite" aria-hidden="true">
                {citation.number}
              </span>
              {citation.slug || citation.url ? (
                <button type="button" class="link ell" title={citation.quote} dir="auto" onClick={() => open(citation)}>
                  {citation.title}
                </button>
              ) : (
                <span class="ell" title={citation.quote} dir="auto">
                  {citation.title}
                </span>
              )}
              {citation.sections.length > 1 && (
                <span class="t3" dir="auto">
                  {citation.sections.join(' · ')}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <Files files={message.attachments} />
      {(guided || message.asks || message.has_helped !== null) && (
        <div class="wg-after">
          {guided && (
            <button type="button" class="btn sm" onClick={() => desk.go({ name: 'guide', article: guided.slug, title: guided.title, steps: guided.guide })}>
              <Icon name="point" size={14} />
              {words.t('showMe')}
            </button>
          )}
          <span class="sp" />
          {(message.asks || message.has_helped !== null) && <Helped message={message} conversation={conversation} />}
        </div>
      )}
    </article>
  );
}

const LEVELS = { low: 1, medium: 2, high: 3 } as const;

/** Three segments and a word, in ink: confidence is no traffic light. */
function Confidence({ word }: { word: 'low' | 'medium' | 'high' }): JSX.Element {
  const { words } = useScene();
  return (
    <span class="conf" role="img" aria-label={words.t('confidence', { word: words.t(word) })}>
      <span class="m" aria-hidden="true">
        {[1, 2, 3].map((level) => (
          <i key={level} class={level <= LEVELS[word] ? 'on' : ''} />
        ))}
      </span>
      {words.t(word)}
    </span>
  );
}

function Helped({ message, conversation }: { message: Message; conversation: string }): JSX.Element {
  const { desk, words } = useScene();
  const [isBusy, setBusy] = useState(false);
  const say = (hasHelped: boolean) => {
    setBusy(true);
    void desk.helped(conversation, message.id, hasHelped).then(() => setBusy(false));
  };
  if (message.has_helped !== null) return <span role="status">{words.t(message.has_helped ? 'helpedYes' : 'helpedNo')}</span>;
  return (
    <span class="row" role="group" aria-label={words.t('helped')}>
      <span class="nw">{words.t('helped')}</span>
      <button type="button" class="btn sm" aria-disabled={isBusy} onClick={() => !isBusy && say(true)}>
        {words.t('yes')}
      </button>
      <button type="button" class="btn sm" aria-disabled={isBusy} onClick={() => !isBusy && say(false)}>
        {words.t('no')}
      </button>
    </span>
  );
}

/** What is on its way to the server, or was refused by it. */
export function PendingView({ item }: { item: Pending }): JSX.Element {
  const { desk, state, words } = useScene();
  const isAway = !state.isOnline || state.link === 'lost';
  return (
    <div class="wg-me waiting">
      <span class="vh">{words.t('you')}</span>
      <div class="bubble" dir="auto">
        <p class="pre">{item.text}</p>
        <Files files={item.attachments} />
      </div>
      {item.refusal ? (
        <p class="wg-unsent" role="alert">
          {words.t('notSent', { reason: item.refusal })}{' '}
          <button type="button" class="link" onClick={() => desk.outbox.retry(item.client_id)}>
            {words.t('retry')}
          </button>{' '}
          <button type="button" class="link" onClick={() => desk.outbox.discard(item.client_id)}>
            {words.t('discard')}
          </button>
        </p>
      ) : (
        <span class="wg-time">{words.t(isAway ? 'waiting' : 'sending')}</span>
      )}
    </div>
  );
}

/** The answer while it is written; readers hear the finished one, once. */
export function StreamView({ text }: { text: string }): JSX.Element {
  const { words } = useScene();
  return (
    <article class="wg-ai" aria-busy="true">
      <header>
        <span class="ai-sign">
          <Icon name="ai" size={14} />
          {words.t(text ? 'answering' : 'thinking')}
        </span>
      </header>
      {text && (
        <div class="ai-rule tx" dir="auto">
          <p class="pre">
            {text}
            <span class="caret" aria-hidden="true" />
          </p>
        </div>
      )}
    </article>
  );
}

// What every browser draws and none runs.
const isPicture = (file: FileRef): boolean => file.url !== '' && /^image\/(png|jpeg|gif|webp)$/.test(file.content_type);

function Picture({ file }: { file: FileRef }): JSX.Element | null {
  const { desk, words } = useScene();
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return null;
  const address = desk.host.base + file.url;
  return (
    <a class="pic" href={address} target="_blank" rel="noopener">
      <img src={address} alt={words.t('picture', { name: file.name })} loading="lazy" onError={() => setBroken(true)} />
    </a>
  );
}

function Files({ files }: { files: FileRef[] }): JSX.Element | null {
  const { desk, words } = useScene();
  if (!files.length) return null;
  return (
    <ul class="wg-files">
      {files.map((file) => (
        <li key={file.id}>
          {isPicture(file) && <Picture file={file} />}
          <a class="link ell" href={file.url ? desk.host.base + file.url : undefined} target="_blank" rel="noopener" download={file.name}>
            <Icon name="clip" size={14} />
            <bdi class="ell">{file.name}</bdi>
          </a>
          <span class="t3">{file.scan ? words.t(`file_${file.scan}`) : words.size(file.size)}</span>
        </li>
      ))}
    </ul>
  );
}
