//! What waits for the browser: promises as futures, and the work that awaits them.
//!
//! The executor of `wasm-bindgen-futures` weighs 5 KB of wasm, this 1: there are few works at a
//! time, so that all of them are asked again when any promise has settled, and nobody has to
//! say which.

use super::OneThread;
use super::api::Answer;
use js_sys::Promise;
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::prelude::*;

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// What is under way.
struct Tasks {
    works: Vec<Work>,
    /// Asks all of them, from a microtask.
    again: Option<Closure<dyn Fn()>>,
    asked: bool,
}

static TASKS: OneThread<RefCell<Tasks>> =
    OneThread(RefCell::new(Tasks { works: Vec::new(), again: None, asked: false }));

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(function: &Closure<dyn Fn()>);
}

/// Sets work going, not before the caller is done. One kind of future for all: each other
/// weighs 1 KB of wasm.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(work));
}

#[inline(never)]
fn spawn_boxed(work: Work) {
    TASKS.0.borrow_mut().works.push(work);
    ask_again();
}

/// Sees to it that all works are asked soon, once.
#[inline(never)]
fn ask_again() {
    let mut tasks = TASKS.0.borrow_mut();
    if !std::mem::replace(&mut tasks.asked, true) {
        queue_microtask(tasks.again.get_or_insert_with(|| Closure::new(ask)));
    }
}

fn ask() {
    let mut works = {
        let mut tasks = TASKS.0.borrow_mut();
        tasks.asked = false;
        std::mem::take(&mut tasks.works)
    };
    works.retain_mut(|work| {
        work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending()
    });
    // What was set going meanwhile has asked to be asked.
    TASKS.0.borrow_mut().works.append(&mut works);
}

/// A promise as a future.
pub struct Settled(Rc<RefCell<Wait>>);

/// What a promise calls: one for its value, one for its error.
type Functions = [Closure<dyn FnMut(JsValue)>; 2];

/// The two functions that a promise calls one of. They hold the wait that holds them, until one
/// is called: a promise that is not waited for any more must find them all the same.
struct Wait {
    answer: Option<Answer>,
    functions: Option<Functions>,
}

impl Settled {
    /// Waits for what the promise gives that a call answered with, if it did.
    #[inline(never)]
    pub fn of(call: Result<Promise, JsValue>) -> Self {
        let wait = Rc::new(RefCell::new(Wait { answer: None, functions: None }));
        let promise = match call {
            Ok(promise) => promise,
            Err(error) => {
                wait.borrow_mut().answer = Some(Err(error));
                return Self(wait);
            }
        };
        let function = |kept: bool| {
            let wait = wait.clone();
            Closure::once(move |value| {
                let mut wait = wait.borrow_mut();
                wait.functions = None;
                wait.answer = Some(if kept { Ok(value) } else { Err(value) });
                drop(wait);
                ask_again();
            })
        };
        let functions = [function(true), function(false)];
        let [kept, broken] = &functions;
        let _ = promise.then2(kept, broken);
        wait.borrow_mut().functions = Some(functions);
        Self(wait)
    }
}

impl Future for Settled {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        match self.0.borrow_mut().answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => Poll::Pending,
        }
    }
}
