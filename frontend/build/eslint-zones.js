import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Files of types alone: nothing of them is left in a script. */
const API_TYPES = ['shared/api/contract', 'shared/api/schema'];

/**
 * Who may import what, from the directory listing, so that a new feature is covered by itself:
 * features never import each other, shared imports only shared, the widget and the demo page stay
 * free of the workspace, and only src/app composes features.
 */
export function zonesOf(src) {
  const features = readdirSync(join(src, 'features'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `features/${entry.name}`);
  return [
    ...features.map((zone) => ({ zone, allowed: [zone, 'shared'] })),
    { zone: 'shared/lib', allowed: ['shared/lib'] },
    { zone: 'shared', allowed: ['shared'] },
    { zone: 'widget', allowed: ['widget', 'shared/lib', 'shared/ui/tokens.css', ...API_TYPES] },
    { zone: 'demo', allowed: ['demo', 'shared/lib', 'shared/ui/tokens.css'] },
    { zone: 'app', allowed: ['app', 'features', 'shared'] },
  ];
}

const isInside = (path, zone) => path === zone || path.startsWith(`${zone}/`);

function targetOf(source, file, src) {
  if (source.startsWith('@/')) return source.slice(2);
  if (!source.startsWith('.')) return null;
  return relative(src, resolve(dirname(file), source)).split(sep).join('/');
}

/** ESLint rule `candor/zones`; its one option is `{ src }`, the absolute source folder. */
export const zonesRule = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { src: { type: 'string' } } }],
    messages: { crossed: '{{zone}} must not import {{target}}: only {{allowed}}.' },
  },
  create(context) {
    const src = context.options[0].src;
    const file = context.filename;
    const here = relative(src, file).split(sep).join('/');
    const rule = zonesOf(src).find((candidate) => isInside(here, candidate.zone));
    if (!rule) return {};
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const target = targetOf(node.source.value.replace(/\?.*$/, ''), file, src);
      if (target === null || rule.allowed.some((zone) => isInside(target, zone))) return;
      context.report({
        node: node.source,
        messageId: 'crossed',
        data: { zone: rule.zone, target, allowed: rule.allowed.join(', ') },
      });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
