/**
 * ESLint rule `candor/typed-api`: the server is asked by `@/shared/api` alone, whose types follow the
 * schema, and its answers stay what the schema says.
 */
const SENDERS = new Set(['fetch', 'XMLHttpRequest', 'EventSource']);
const VERBS = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** `api`, or the `api` of something. */
const isApi = (node) =>
  node.type === 'MemberExpression' ? node.property.name === 'api' : node.type === 'Identifier' && node.name === 'api';

const isApiCall = (node) =>
  node?.type === 'CallExpression' &&
  node.callee.type === 'MemberExpression' &&
  VERBS.has(node.callee.property.name) &&
  isApi(node.callee.object);

const awaited = (node) => (node?.type === 'AwaitExpression' ? node.argument : node);

export const typedApiRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      sender: 'Ask the server through `api` of @/shared/api: `{{name}}` knows no types.',
      address: 'Name the address as the schema does, `/tickets/{number}`, and let `api` or `urlOf` put /api/v1 before it.',
      cast: 'An answer has the type of the schema; a cast would hide that it has changed.',
      path: 'Path and parameters are looked up in the schema; a cast would hide that they are not there.',
    },
  },
  create(context) {
    const address = (node, text) => {
      if (/^\/api\/v1\b/.test(text)) context.report({ node, messageId: 'address' });
    };
    const cast = (node) => {
      const inner = awaited(node.expression);
      if (isApiCall(inner) || (inner?.type === 'MemberExpression' && isApiCall(awaited(inner.object)))) {
        context.report({ node, messageId: 'cast' });
      }
    };
    return {
      Literal: (node) => typeof node.value === 'string' && address(node, node.value),
      TemplateElement: (node) => address(node, node.value.raw),
      CallExpression(node) {
        if (node.callee.type === 'Identifier' && SENDERS.has(node.callee.name)) {
          context.report({ node, messageId: 'sender', data: { name: node.callee.name } });
        }
        const loose = isApiCall(node) && node.arguments.find((given) => given.type === 'TSAsExpression');
        if (loose) context.report({ node: loose, messageId: 'path' });
      },
      MemberExpression(node) {
        const isGlobal = node.object.type === 'Identifier' && ['window', 'globalThis', 'self'].includes(node.object.name);
        if (isGlobal && SENDERS.has(node.property.name)) {
          context.report({ node, messageId: 'sender', data: { name: node.property.name } });
        }
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && SENDERS.has(node.callee.name)) {
          context.report({ node, messageId: 'sender', data: { name: node.callee.name } });
        }
      },
      TSAsExpression: cast,
      TSTypeAssertion: cast,
    };
  },
};
