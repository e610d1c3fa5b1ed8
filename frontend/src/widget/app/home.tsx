import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useScene } from './context';
import { Avatar, Header, LinkBar, PersonButton } from './frame';
import { Icon } from './icons';
import { ProactiveLine } from './nudge';
import { SharingLine } from './sharing-line';
import type { ArticleRef, Notice, Summary } from './types';
import { waitText } from './wait-text';

const SEARCH_AFTER = 250;

export function HomeView(): JSX.Element {
  const { desk, state, words } = useScene();
  const { home, found } = state;
  const open = home?.conversations.filter((each) => each.status === 'open') ?? [];
  const notices = home?.notices.filter((notice) => !state.hiddenNotices.includes(notice.id)) ?? [];
  return (
    <section class="wg-view">
      <Header
        hasBack={false}
        title={words.t('support', { brand: desk.host.config.brand })}
        subtitle={waitText(home?.wait, words)}
        isLong
        lead={
          <span class="wg-mark">
            <Icon name="chat" />
          </span>
        }
      >
        <button type="button" class="ib" aria-label={words.t('allConversations')} onClick={() => desk.go({ name: 'list' })}>
          <Icon name="inbox" />
        </button>
      </Header>
      <LinkBar />
      <div class="wg-b">
        <Ask />
        {found ? (
          <Results articles={found.articles} text={found.text} />
        ) : (
          <>
            {!!home?.suggestions.length && (
              <>
                <h3 class="wg-sec">{words.t('forPage')}</h3>
                <Articles articles={home.suggestions} />
              </>
            )}
            {!!open.length && (
              <>
                <h3 class="wg-sec">{words.t('openConversations')}</h3>
                {open.map((each) => (
                  <ConversationCard key={each.id} summary={each} />
                ))}
              </>
            )}
            <ProactiveLine />
            {notices.map((notice) => (
              <NoticeLine key={notice.id} notice={notice} />
            ))}
          </>
        )}
      </div>
      <div class="wg-c">
        <SharingLine />
      </div>
      <footer class="wg-foot">
        {home?.help_center && (
          <a class="link" href={desk.host.base + home.help_center} target="_blank" rel="noopener">
            {words.t('helpCenter')}
          </a>
        )}
        {home?.has_portal && <PortalButton />}
        <span class="sp" />
        <PersonButton isQuiet />
      </footer>
    </section>
  );
}

/** On to the portal, where nobody asks again who they are. */
function PortalButton(): JSX.Element {
  const { desk, words } = useScene();
  const [isFailed, setFailed] = useState(false);
  async function open(): Promise<void> {
    // Only a tab that a press opens is let through; its address comes a moment later.
    const tab = window.open('about:blank', '_blank');
    const url = await desk.reading.portal();
    setFailed(!tab || !url);
    if (!tab) return;
    tab.opener = null;
    if (url) tab.location.replace(url);
    else tab.close();
  }
  return (
    <>
      <button type="button" class="link" onClick={() => void open()}>
        {words.t('portal')}
      </button>
      <span role="status">{isFailed ? words.t('portalFailed') : ''}</span>
    </>
  );
}

function Ask(): JSX.Element {
  const { desk, state, words } = useScene();
  const [text, setText] = useState('');
  const timer = useRef(0);
  const { home, person } = state;
  const hello = person.name ? words.t('helloName', { name: person.name.split(' ')[0] ?? '' }) : words.t('hello');
  const change = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void desk.reading.search(value), SEARCH_AFTER);
  };
  return (
    <div class="wg-ask">
      <p class="hello" dir="auto">
        {home?.greeting || hello}
      </p>
      <p>{words.t('subtitle')}</p>
      <form
        class="field"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          clearTimeout(timer.current);
          if (text.trim()) desk.ask(text.trim());
        }}
      >
        <Icon name="search" />
        <input
          type="text"
          dir="auto"
          autocomplete="off"
          maxLength={4000}
          placeholder={words.t('searchOrAsk')}
          aria-label={words.t('searchOrAsk')}
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
        />
        {text.trim() && (
          <button type="submit" class="btn pri sm">
            {words.t('ask')}
          </button>
        )}
      </form>
    </div>
  );
}

function Results({ articles, text }: { articles: ArticleRef[]; text: string }): JSX.Element {
  const { desk, words } = useScene();
  return (
    <>
      <h3 class="wg-sec">{words.t('results')}</h3>
      {articles.length ? <Articles articles={articles} /> : <p class="wg-none">{words.t('noResults')}</p>}
      <div class="wg-asks">
        <button type="button" class="btn" onClick={() => desk.ask(text.trim())}>
          <span class="ell">{words.t('askThis', { text: text.trim() })}</span>
        </button>
      </div>
    </>
  );
}

export function Articles({ articles }: { articles: ArticleRef[] }): JSX.Element {
  const { desk } = useScene();
  return (
    <ul class="wg-list">
      {articles.map((article) => (
        <li key={article.slug}>
          <button type="button" onClick={() => desk.go({ name: 'article', slug: article.slug })}>
            <Icon name="file" />
            <span class="sp">
              <b class="ell" dir="auto">
                {article.title}
              </b>
              {article.summary && (
                <span class="ell" dir="auto">
                  {article.summary}
                </span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function ConversationCard({ summary, onOpen }: { summary: Summary; onOpen?: (id: string) => void }): JSX.Element {
  const { desk, words } = useScene();
  const who =
    summary.status !== 'open'
      ? words.t('resolved')
      : summary.owner === 'assistant'
        ? words.t('withAssistant')
        : summary.person
          ? words.t('withPerson', { name: summary.person })
          : words.t('withQueue');
  const news = summary.unread === 1 ? words.t('unreadOne') : words.t('unread', { n: summary.unread });
  return (
    <button type="button" class="wg-open" onClick={() => (onOpen ? onOpen(summary.id) : desk.converse(summary.id))}>
      <span class="row">
        <b class="ell sp" dir="auto">
          {summary.subject}
        </b>
        {summary.unread > 0 && <span class="dot" role="img" aria-label={news} />}
      </span>
      <span class="meta">
        {summary.owner === 'person' && summary.person ? <Avatar name={summary.person} size={20} /> : <Icon name={summary.owner === 'assistant' ? 'ai' : 'person'} size={14} />}
        <span class="ell sp">{who}</span>
        {summary.last_at && <time dateTime={summary.last_at}>{words.time(summary.last_at)}</time>}
      </span>
    </button>
  );
}

function NoticeLine({ notice }: { notice: Notice }): JSX.Element {
  const { desk, state, words } = useScene();
  const article = notice.article ? state.articles[notice.article] : undefined;
  useEffect(() => {
    // The notice knows the article's address alone, and a link is called what it leads to.
    if (notice.article && !desk.state.articles[notice.article]) void desk.reading.loadArticle(notice.article);
  }, [desk, notice.article]);
  return (
    <div class="wg-pro">
      <Icon name="done" size={14} />
      <span class="sp" dir="auto">
        {notice.text}{' '}
        {notice.article && article !== 'failed' && (
          <button type="button" class="link" onClick={() => desk.go({ name: 'article', slug: notice.article })}>
            {article?.title || words.t('readArticle')}
          </button>
        )}
      </span>
      <button type="button" class="ib sm" aria-label={words.t('dismissNotice')} onClick={() => desk.reading.hideNotice(notice.id)}>
        <Icon name="x" size={14} />
      </button>
    </div>
  );
}

/** All conversations, the open ones first. */
export function ListView(): JSX.Element {
  const { state, words } = useScene();
  const all = state.home?.conversations ?? [];
  const groups: [string, Summary[]][] = [
    [words.t('openConversations'), all.filter((each) => each.status === 'open')],
    [words.t('earlier'), all.filter((each) => each.status !== 'open')],
  ];
  return (
    <section class="wg-view">
      <Header title={words.t('allConversations')} />
      <LinkBar />
      <div class="wg-b">
        {!all.length && <p class="wg-none">{words.t('noConversations')}</p>}
        {groups.map(([title, summaries]) =>
          summaries.length ? (
            <div key={title}>
              <h3 class="wg-sec">{title}</h3>
              {summaries.map((each) => (
                <ConversationCard key={each.id} summary={each} />
              ))}
            </div>
          ) : null,
        )}
      </div>
      <footer class="wg-foot">
        <span class="sp" />
        <PersonButton isQuiet />
      </footer>
    </section>
  );
}

/** A wish for a person while conversations are open: go on with one of them, or begin another. */
export function PersonView(): JSX.Element {
  const { desk, state, words } = useScene();
  const open = state.home?.conversations.filter((each) => each.status === 'open') ?? [];
  return (
    <section class="wg-view">
      <Header title={words.t('person')} subtitle={waitText(state.home?.wait, words)} isLong />
      <LinkBar />
      <div class="wg-b">
        <h3 class="wg-sec">{words.t('personWhich')}</h3>
        {open.map((each) => (
          <ConversationCard key={each.id} summary={each} onOpen={(id) => desk.person(id)} />
        ))}
        <div class="wg-asks">
          <button type="button" class="btn" onClick={() => desk.newWithPerson()}>
            <Icon name="person" size={14} />
            {words.t('personNew')}
          </button>
        </div>
      </div>
    </section>
  );
}
