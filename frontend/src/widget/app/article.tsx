import type { JSX } from 'preact';
import { useScene } from './context';
import { Header, LinkBar, PersonButton } from './frame';
import { Icon } from './icons';
import { Rich } from './rich';

/** An article of the help center, read without leaving the page. */
export function ArticleView({ slug }: { slug: string }): JSX.Element {
  const { desk, state, words } = useScene();
  const article = state.articles[slug];
  const isThere = article !== undefined && article !== 'failed';
  return (
    <section class="wg-view">
      <Header title={isThere ? article.title : ''} />
      <LinkBar />
      <div class="wg-b">
        {article === undefined && <Skeleton />}
        {article === 'failed' && (
          <div class="wg-fault" role="alert">
            <p>{words.t('articleFailed')}</p>
            <button type="button" class="btn sm" onClick={() => void desk.reading.loadArticle(slug)}>
              {words.t('retry')}
            </button>
          </div>
        )}
        {isThere && (
          <article class="wg-article tx" dir="auto">
            <Rich nodes={article.body} base={desk.host.base} />
          </article>
        )}
      </div>
      <footer class="wg-foot">
        {isThere && article.guide.length > 0 && (
          <button type="button" class="btn sm" onClick={() => desk.go({ name: 'guide', article: slug, title: article.title, steps: article.guide })}>
            <Icon name="point" size={14} />
            {words.t('showMe')}
          </button>
        )}
        {isThere && article.url && (
          <a class="link" href={desk.host.base + article.url} target="_blank" rel="noopener">
            {words.t('helpCenter')}
          </a>
        )}
        <span class="sp" />
        <PersonButton isQuiet />
      </footer>
    </section>
  );
}

export function Skeleton(): JSX.Element {
  return (
    <div class="wg-load" aria-hidden="true">
      <span class="sk w45" />
      <span class="sk w92" />
      <span class="sk w70" />
      <span class="sk w92" />
    </div>
  );
}
