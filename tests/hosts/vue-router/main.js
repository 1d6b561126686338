// Vue with Vue Router; the template is compiled in the page.
import { createApp, ref } from "vue/dist/vue.esm-bundler.js";
import { createRouter, createWebHistory, RouterLink, RouterView } from "vue-router";

const Page = {
  components: { RouterLink },
  setup: () => ({ result: ref(""), others: [2, 3, 4, 5, 6] }),
  template: `
    <main><h1>Page {{ $route.params.number }}</h1>
    <nav><RouterLink v-for="to in others" :key="to" :to="'/' + to">To {{ to }}</RouterLink></nav>
    <button id="try" @click="result = 'works'">Try</button> <output id="result">{{ result }}</output></main>`,
};

const router = createRouter({
  history: createWebHistory(location.pathname.replace(/\/\d+$/, "")),
  routes: [{ path: "/:number", component: Page }],
});
createApp({ components: { RouterView }, template: "<RouterView />" }).use(router).mount("#app");
