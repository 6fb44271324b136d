// Bundles a component of docs/bell.md as an application's build would: node bundle.mjs <component.jsx|.vue> <out.js>
import {readFile} from 'node:fs/promises';
import {extname, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {compileScript, parse} from 'vue/compiler-sfc';

const [component, outfile] = process.argv.slice(2).map((path) => resolve(path));

/** The page tells by its element `#went` where the component's router was sent. */
const NAVIGATE = "const navigate = (to) => (document.querySelector('#went').textContent = to);";
const MOUNT = {
  '.jsx': `import {createRoot} from 'react-dom/client';
    createRoot(document.querySelector('#app')).render(<Component navigate={navigate} />);`,
  '.vue': `import {createApp} from 'vue';
    createApp(Component, {navigate}).mount('#app');`,
};

/** What Vite's plugin does, with the option that docs/bell.md names. */
const vue = {
  name: 'vue',
  setup({onLoad}) {
    onLoad({filter: /\.vue$/}, async ({path}) => {
      const {descriptor, errors} = parse(await readFile(path, 'utf8'), {filename: path});
      if (errors.length) return {errors: errors.map(({message}) => ({text: message}))};
      const compilerOptions = {isCustomElement: (/** @type {string} */ tag) => tag === 'ringside-bell'};
      const {content} = compileScript(descriptor, {id: 'component', inlineTemplate: true, templateOptions: {compilerOptions}});
      return {contents: content};
    });
  },
};

await build({
  stdin: {contents: `import Component from ${JSON.stringify(component)};\n${NAVIGATE}\n${MOUNT[extname(component)]}`, loader: 'jsx', resolveDir: '/'},
  nodePaths: [fileURLToPath(new URL('node_modules', import.meta.url))],
  bundle: true,
  format: 'esm',
  jsx: 'automatic',
  define: {'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false'},
  plugins: [vue],
  outfile,
});
