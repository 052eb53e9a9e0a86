//! Work that waits for the browser: in order, and never longer than its time limit.

use gatewatch::browser::timers::within;
use js_sys::{Date, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::wasm_bindgen_test;

const LONG: Duration = Duration::from_secs(60);

#[wasm_bindgen_test]
async fn an_answer_in_time_is_the_answer() {
    let kept = within(LONG, JsFuture::from(Promise::resolve(&JsValue::from(7)))).await;
    assert_eq!(kept, Some(Ok(JsValue::from(7))));
    let broken = within(LONG, JsFuture::from(Promise::reject(&JsValue::from("no")))).await;
    assert_eq!(broken, Some(Err(JsValue::from("no"))));
}

#[wasm_bindgen_test]
async fn a_promise_that_nobody_settles_ends_by_the_time_limit_and_not_before() {
    let begun = Date::now();
    let never = Promise::new(&mut |_, _| {});
    assert_eq!(within(Duration::from_millis(60), JsFuture::from(never)).await, None);
    let took = Date::now() - begun;
    assert!(took >= 55.0, "{took} ms");
}

#[wasm_bindgen_test]
async fn no_time_at_all_still_lets_an_answer_that_is_there_through() {
    let there = within(Duration::ZERO, async { Ok(JsValue::TRUE) }).await;
    assert_eq!(there, Some(Ok(JsValue::TRUE)));
}

#[wasm_bindgen_test]
async fn what_settles_after_its_time_limit_harms_nobody() {
    let settle = Rc::new(RefCell::new(None));
    let late = settle.clone();
    let promise = Promise::new(&mut |settled, _| *late.borrow_mut() = Some(settled));
    assert_eq!(within(Duration::from_millis(1), JsFuture::from(promise)).await, None);
    let settled = settle.borrow_mut().take().expect("the promise's own function");
    settled.call1(&JsValue::UNDEFINED, &JsValue::TRUE).expect("it is called");
    // A turn of the microtasks later all is as it was.
    let turn = within(LONG, JsFuture::from(Promise::resolve(&JsValue::NULL))).await;
    assert_eq!(turn, Some(Ok(JsValue::NULL)));
}

#[wasm_bindgen_test]
async fn work_begins_when_its_caller_is_done_and_in_order() {
    let order = Rc::new(RefCell::new(Vec::new()));
    for number in 0..3 {
        let order = order.clone();
        spawn_local(async move {
            order.borrow_mut().push(number);
            let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
            order.borrow_mut().push(10 + number);
        });
    }
    assert_eq!(*order.borrow(), [0; 0], "not before the caller is done");
    let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
    while order.borrow().len() < 6 {
        let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
    }
    assert_eq!(*order.borrow(), [0, 1, 2, 10, 11, 12]);
}
