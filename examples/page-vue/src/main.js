import { createApp } from 'vue'
import Page from './page.vue'
import './page.css'

createApp(Page).mount('#root')
